using System.Buffers;
using System.IO.Pipelines;

namespace Pickling.Machine;

/// <summary>How a <see cref="PickleFeeder{TValue, TSink}"/> is fed from a stream, a pipe or segments: once for all sinks.</summary>
internal static class FeederSources
{
    /// <summary>A feeder for a stream, which says where the pickle begins; -1 when the stream cannot seek.</summary>
    /// <param name="source">The stream.</param>
    /// <param name="options">How to load.</param>
    /// <param name="ownsStream">Whether nobody else reads the stream, so that it may be read ahead though it cannot seek.</param>
    /// <param name="start">Where the pickle begins.</param>
    public static PickleFeeder<TValue, TSink> Of<TValue, TSink>(Stream source, PickleOptions options, bool ownsStream, out long start)
        where TValue : struct
        where TSink : struct, IPickleSink<TValue>
    {
        start = source.CanSeek ? source.Position : -1;
        long? total = source.CanSeek ? source.Length - start : null;
        return new PickleFeeder<TValue, TSink>(options, ownsStream || source.CanSeek, total);
    }

    /// <summary>Feeds the machine from a stream to the end of the pickle; false when the stream ends before it begins.</summary>
    public static bool Fill<TValue, TSink>(this PickleFeeder<TValue, TSink> feeder, Stream source)
        where TValue : struct
        where TSink : struct, IPickleSink<TValue>
    {
        bool any = feeder.Unused > 0;
        while (!feeder.TryAdvance())
        {
            // Every stream reads into an array; into a span, one that was not written for it copies.
            ArraySegment<byte> target = feeder.Target;
            int read = source.Read(target.Array!, target.Offset, target.Count);
            if (read == 0)
            {
                return any ? throw feeder.Ended() : false;
            }

            any = true;
            feeder.Filled(read);
        }

        return true;
    }

    /// <summary>Feeds the machine from a stream to the end of the pickle; false when the stream ends before it begins.</summary>
    public static async ValueTask<bool> FillAsync<TValue, TSink>(this PickleFeeder<TValue, TSink> feeder, Stream source, CancellationToken cancellationToken)
        where TValue : struct
        where TSink : struct, IPickleSink<TValue>
    {
        bool any = feeder.Unused > 0;
        while (!feeder.TryAdvance())
        {
            int read = await source.ReadAsync(feeder.Target, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return any ? throw feeder.Ended() : false;
            }

            any = true;
            feeder.Filled(read);
        }

        return true;
    }

    /// <summary>
    /// Feeds the machine from a pipe to the end of the pickle; false when the pipe ends before it begins. What was read too
    /// much goes back to the pipe.
    /// </summary>
    public static async ValueTask<bool> FillAsync<TValue, TSink>(this PickleFeeder<TValue, TSink> feeder, PipeReader source, CancellationToken cancellationToken)
        where TValue : struct
        where TSink : struct, IPickleSink<TValue>
    {
        bool any = false;
        while (true)
        {
            ReadResult read = await source.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (read.IsCanceled)
            {
                source.AdvanceTo(read.Buffer.Start);
                throw new OperationCanceledException("the read of the pipe was cancelled");
            }

            any |= !read.Buffer.IsEmpty;
            long taken;
            bool finished;
            try
            {
                taken = feeder.Fill(read.Buffer, out finished);
            }
            catch
            {
                source.AdvanceTo(read.Buffer.Start);
                throw;
            }

            source.AdvanceTo(read.Buffer.GetPosition(taken));
            if (finished)
            {
                return true;
            }

            if (read.IsCompleted)
            {
                return any ? throw feeder.Ended() : false;
            }
        }
    }

    /// <summary>Feeds the machine from segments until the pickle or they end.</summary>
    /// <returns>How many of the bytes are the pickle's.</returns>
    public static long Fill<TValue, TSink>(this PickleFeeder<TValue, TSink> feeder, ReadOnlySequence<byte> source, out bool finished)
        where TValue : struct
        where TSink : struct, IPickleSink<TValue>
    {
        long taken = 0;
        foreach (ReadOnlyMemory<byte> segment in source)
        {
            ReadOnlySpan<byte> rest = segment.Span;
            while (!rest.IsEmpty)
            {
                Span<byte> target = feeder.Target;
                int count = Math.Min(rest.Length, target.Length);
                rest[..count].CopyTo(target);
                rest = rest[count..];
                taken += count;
                feeder.Filled(count);
                if (feeder.TryAdvance())
                {
                    // What is left over came with these last bytes, for the pickle lacked some of them.
                    finished = true;
                    return taken - feeder.TakeBackUnused();
                }
            }
        }

        finished = false;
        return taken;
    }

    /// <summary>Gives what was read beyond the pickle back to a stream that can seek.</summary>
    public static void GiveBack<TValue, TSink>(this PickleFeeder<TValue, TSink> feeder, Stream source)
        where TValue : struct
        where TSink : struct, IPickleSink<TValue>
    {
        if (feeder.Unused > 0)
        {
            source.Seek(-feeder.Unused, SeekOrigin.Current);
        }
    }

    /// <summary>Runs as an error passes, and never takes it: leaves a stream that can seek where the pickle began, for another try.</summary>
    public static bool Rewind(Stream source, long start)
    {
        if (start >= 0)
        {
            source.Position = start;
        }

        return false;
    }
}
