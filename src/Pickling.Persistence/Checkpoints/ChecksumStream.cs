using System.IO.Hashing;
using Pickling.Persistence.Files;

namespace Pickling.Persistence.Checkpoints;

/// <summary>Passes writes on, counts their bytes and hashes them.</summary>
internal sealed class ChecksumStream(Stream inner) : WriteOnlyStream
{
    private readonly XxHash128 _hash = new();

    /// <summary>Bytes written so far.</summary>
    public long Count { get; private set; }

    public void FinishHash(Span<byte> target) => _hash.GetCurrentHash(target);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _hash.Append(buffer);
        inner.Write(buffer);
        Count += buffer.Length;
    }
}
