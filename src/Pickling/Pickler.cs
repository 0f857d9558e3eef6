using System.Buffers;
using Pickling.Graph;
using Pickling.Machine;
using Pickling.Wire;

namespace Pickling;

/// <summary>
/// Writes one pickle after the other with one memo: an object that an earlier pickle holds is only referred to. One
/// <see cref="Unpickler"/> must read them all, in order; <see cref="Pickle.Dump(object?, Stream, PickleOptions?)"/> writes
/// pickles that stand alone.
/// </summary>
/// <remarks>
/// A pickle is written whole or not at all: a dump that fails leaves stream and memo as they were. Objects that the memo
/// knows stay alive, and are not looked at again: changes made to them between two dumps are not written. Not for
/// several threads at once.
/// </remarks>
public sealed class Pickler : IDisposable
{
    private readonly Stream? _stream;
    private readonly IBufferWriter<byte>? _buffer;
    private readonly SegmentQueue _queue = new();
    private readonly PickleWriter _writer;
    private readonly GraphWalker _walker;
    private bool _isDisposed;

    /// <summary>Makes a pickler for a stream, which stays open and is not flushed.</summary>
    /// <param name="target">A stream that can be written.</param>
    /// <param name="options">Protocol, profile, hooks; null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="PicklingException">The options do not go together, such as a protocol that the profile does not know.</exception>
    public Pickler(Stream target, PickleOptions? options = null)
        : this(options)
    {
        ArgumentNullException.ThrowIfNull(target);
        _stream = target;
    }

    /// <summary>Makes a pickler for a buffer writer.</summary>
    /// <param name="target">Any buffer writer, such as an <see cref="ArrayBufferWriter{T}"/>.</param>
    /// <param name="options">Protocol, profile, hooks; null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="PicklingException">The options do not go together, such as a protocol that the profile does not know.</exception>
    public Pickler(IBufferWriter<byte> target, PickleOptions? options = null)
        : this(options)
    {
        ArgumentNullException.ThrowIfNull(target);
        _buffer = target;
    }

    private Pickler(PickleOptions? options)
    {
        Options = options ?? PickleOptions.Default;
        _writer = new PickleWriter(_queue, Options.Progress);
        _walker = new GraphWalker(new PickleEmitter(_writer, Options), Options);
    }

    /// <summary>How the pickler writes.</summary>
    public PickleOptions Options { get; }

    /// <summary>Entries of the memo.</summary>
    public int MemoCount => _walker.Memoized.Length;

    /// <summary>
    /// The objects of the memo by index, copied; null where no object can be found. Setting it, from another pickler for
    /// example, replaces the memo: the reader must have the same objects under the same indexes.
    /// </summary>
    public IReadOnlyList<object?> Memo
    {
        get => _walker.Memoized.ToArray();
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            object?[] objects = [.. value];
            _walker.Forget(0);
            foreach (object? item in objects)
            {
                _walker.Memoize(item);
            }
        }
    }

    /// <summary>Writes an object as one pickle.</summary>
    /// <param name="value">As for <see cref="Pickle.Dumps(object?, PickleOptions?)"/>.</param>
    /// <exception cref="PicklingException">A value has no counterpart in Python; the message names its path.</exception>
    public void Dump(object? value)
    {
        int memoCount = Compose(value);
        bool written = false;
        try
        {
            while (_queue.TryPeek(out ReadOnlyMemory<byte> segment))
            {
                if (_stream is not null)
                {
                    _stream.Write(segment.Span);
                }
                else
                {
                    _buffer!.Write(segment.Span);
                }

                _queue.Remove();
            }

            written = true;
        }
        finally
        {
            End(written, memoCount);
        }
    }

    /// <summary>Writes an object as one pickle.</summary>
    /// <param name="value">As for <see cref="Pickle.Dumps(object?, PickleOptions?)"/>; not to be changed until the task ends.</param>
    /// <param name="cancellationToken">Ends the dump between two writes.</param>
    /// <exception cref="PicklingException">A value has no counterpart in Python; the message names its path.</exception>
    public async ValueTask DumpAsync(object? value, CancellationToken cancellationToken = default)
    {
        if (_stream is null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Dump(value);
            return;
        }

        int memoCount = Compose(value);
        bool written = false;
        try
        {
            while (_queue.TryPeek(out ReadOnlyMemory<byte> segment))
            {
                await _stream.WriteAsync(segment, cancellationToken).ConfigureAwait(false);
                _queue.Remove();
            }

            written = true;
        }
        finally
        {
            End(written, memoCount);
        }
    }

    /// <summary>Forgets every object: the next pickle stands alone.</summary>
    public void ClearMemo()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _walker.Forget(0);
    }

    /// <summary>Gives pooled memory back; the stream stays open.</summary>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _walker.Release();
            _writer.Dispose();
            _queue.Clear();
        }
    }

    // Writes the whole pickle into the queue; returns how many memo entries there were before.
    private int Compose(object? value)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        int memoCount = MemoCount;
        bool composed = false;
        try
        {
            _walker.Start(value);
            _walker.Run(null, long.MaxValue);
            _writer.Flush();
            composed = true;
        }
        finally
        {
            if (!composed)
            {
                End(written: false, memoCount);
            }
        }

        return memoCount;
    }

    private void End(bool written, int memoCount)
    {
        if (!written)
        {
            _writer.Abandon();
            _walker.Forget(memoCount);
            _queue.Clear();
        }
    }
}
