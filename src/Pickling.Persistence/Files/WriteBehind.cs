using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Pickling.Persistence.Files;

/// <summary>Takes writes into chunks that a second thread passes on, so that pickling goes on while the disk is written.</summary>
/// <remarks>
/// Saving takes as long as the slower of the two, not as both together. What fits into one chunk is passed on by
/// <see cref="Complete"/> without a thread. An error of the second thread comes out of the next write, or of Complete.
/// </remarks>
internal sealed class WriteBehind(Stream target) : WriteOnlyStream
{
    private const int ChunkBytesMin = 4 * 1024;
    private const int ChunkBytes = 1024 * 1024;
    private const int ChunksMax = 8;

    private readonly BlockingCollection<(byte[] Chunk, int Length)> _full = new(ChunksMax);
    private readonly ConcurrentBag<byte[]> _empty = [];
    private byte[] _chunk = [];
    private int _used;
    private Task? _passing;
    private volatile bool _isFailed;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_used == _chunk.Length)
            {
                NextChunk();
            }

            int length = Math.Min(buffer.Length, _chunk.Length - _used);
            buffer[..length].CopyTo(_chunk.AsSpan(_used));
            _used += length;
            buffer = buffer[length..];
        }
    }

    /// <summary>Waits until everything is passed on; without it, closing leaves out what was not.</summary>
    public void Complete()
    {
        if (_passing is null)
        {
            target.Write(_chunk, 0, _used);
            return;
        }

        _full.Add((_chunk, _used));
        _full.CompleteAdding();
        _passing.GetAwaiter().GetResult();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // The target is closed next, so the thread must be done with it.
            _isFailed = true;
            _full.CompleteAdding();
            _passing?.ContinueWith(static _ => { }, TaskScheduler.Default).Wait();
            _full.Dispose();
        }

        base.Dispose(disposing);
    }

    private void NextChunk()
    {
        if (_used < ChunkBytes)
        {
            // Most values are small: they get no more than they need.
            Array.Resize(ref _chunk, Math.Clamp(_used * 4, ChunkBytesMin, ChunkBytes));
            return;
        }

        _passing ??= Task.Factory.StartNew(PassOn, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (_isFailed)
        {
            _full.CompleteAdding();
            _passing.GetAwaiter().GetResult();
        }

        _full.Add((_chunk, _used));

        _chunk = _empty.TryTake(out byte[]? chunk) ? chunk : GC.AllocateUninitializedArray<byte>(ChunkBytes);
        _used = 0;
    }

    // After an error chunks are taken and dropped, so that nobody waits for room.
    private void PassOn()
    {
        Exception? failure = null;
        foreach ((byte[] chunk, int length) in _full.GetConsumingEnumerable())
        {
            try
            {
                if (!_isFailed)
                {
                    target.Write(chunk, 0, length);
                }
            }
            catch (Exception error)
            {
                failure = error;
                _isFailed = true;
            }

            _empty.Add(chunk);
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }
}
