using System.Collections;

namespace Pickling.Model;

/// <summary>
/// The out-of-band buffers of pickles that follow each other: one sequence, of which each pickle takes what it asks for.
/// </summary>
internal sealed class ContinuedBuffers : IEnumerable<PickleBuffer>, IDisposable
{
    private readonly IEnumerator<PickleBuffer>? _buffers;

    public ContinuedBuffers(PickleOptions options)
    {
        _buffers = options.Buffers?.GetEnumerator();
        Options = _buffers is null ? options : options with { Buffers = this };
    }

    /// <summary>The options to load each of the pickles with.</summary>
    public PickleOptions Options { get; }

    public IEnumerator<PickleBuffer> GetEnumerator()
    {
        while (_buffers!.MoveNext())
        {
            yield return _buffers.Current;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose() => _buffers?.Dispose();
}
