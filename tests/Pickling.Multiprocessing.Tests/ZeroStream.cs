namespace Pickling.Multiprocessing.Tests;

/// <summary>Some bytes, then zeros without end.</summary>
internal sealed class ZeroStream(byte[] first) : Stream
{
    private int _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        int fromFirst = Math.Min(count, first.Length - _read);
        first.AsSpan(_read, fromFirst).CopyTo(buffer.AsSpan(offset));
        _read += fromFirst;
        if (fromFirst > 0)
        {
            return fromFirst;
        }

        buffer.AsSpan(offset, count).Clear();
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
