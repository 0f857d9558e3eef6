using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Pickling.Machine;
using Pickling.Model;

namespace Pickling.Graph;

/// <summary>Loads graphs from wherever pickles come from: the machine, a sink, and the source's own way of reading.</summary>
internal static class GraphLoader
{
    private const int SmallBytes = 8 * 1024;
    private const int WindowBytes = 1024 * 1024;

    // Value stacks on the thread's stack: writing there costs no card marking of the GC.
    [InlineArray(256)]
    private struct SmallStack
    {
        private GraphValue _first;
    }

    [InlineArray(2048)]
    private struct LargeStack
    {
        private GraphValue _first;
    }

    /// <summary>Loads the pickle at the beginning of the bytes, whose own offset in the input is for error messages.</summary>
    public static object? Load(ReadOnlySpan<byte> source, PickleOptions options, out int consumed, long offset = 0)
    {
        if (options.Progress is not null)
        {
            return LoadInWindows(source, options, offset, out consumed);
        }

        return source.Length <= SmallBytes
            ? LoadSmall(source, options, offset, out consumed)
            : LoadLarge(source, options, offset, out consumed);
    }

    public static object? Load(ReadOnlySequence<byte> source, PickleOptions options)
    {
        if (source.IsSingleSegment)
        {
            return Load(source.FirstSpan, options, out _);
        }

        using var feeder = new PickleFeeder<GraphValue, GraphSink>(options, readsAhead: true, source.Length);
        feeder.Begin(new GraphSink(options));
        feeder.Fill(source, out bool finished);
        return finished ? feeder.Result.ToObject() : throw feeder.Ended();
    }

    public static object? Load(Stream source, PickleOptions options, UnpicklerMemo? memo = null)
    {
        if (memo is null && source is MemoryStream memory && memory.TryGetBuffer(out ArraySegment<byte> bytes))
        {
            int position = (int)Math.Min(memory.Position, bytes.Count);
            object? result = Load(bytes.AsSpan(position), options, out int consumed);
            memory.Position = position + consumed;
            return result;
        }

        using PickleFeeder<GraphValue, GraphSink> feeder = FeederSources.Of<GraphValue, GraphSink>(source, options, ownsStream: false, out long start);
        bool finished = false;
        try
        {
            feeder.Begin(new GraphSink(options));
            memo?.GiveTo(feeder);
            finished = feeder.Fill(source) ? true : throw feeder.Ended();
        }
        catch when (FeederSources.Rewind(source, start))
        {
            throw;
        }
        finally
        {
            memo?.TakeFrom(feeder, finished);
        }

        feeder.GiveBack(source);
        return feeder.Result.ToObject();
    }

    public static async ValueTask<object?> LoadAsync(Stream source, PickleOptions options, CancellationToken cancellationToken, UnpicklerMemo? memo = null)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using PickleFeeder<GraphValue, GraphSink> feeder = FeederSources.Of<GraphValue, GraphSink>(source, options, ownsStream: false, out long start);
        bool finished = false;
        try
        {
            feeder.Begin(new GraphSink(options));
            memo?.GiveTo(feeder);
            finished = await feeder.FillAsync(source, cancellationToken).ConfigureAwait(false) ? true : throw feeder.Ended();
        }
        catch when (FeederSources.Rewind(source, start))
        {
            throw;
        }
        finally
        {
            memo?.TakeFrom(feeder, finished);
        }

        feeder.GiveBack(source);
        return feeder.Result.ToObject();
    }

    public static async ValueTask<object?> LoadAsync(PipeReader source, PickleOptions options, CancellationToken cancellationToken)
    {
        using var feeder = new PickleFeeder<GraphValue, GraphSink>(options, readsAhead: true, null);
        return await LoadNextAsync(source, feeder, options, cancellationToken).ConfigureAwait(false) is { } box
            ? box.Value
            : throw feeder.Ended();
    }

    public static IEnumerable<object?> LoadAll(ReadOnlyMemory<byte> source, PickleOptions options)
    {
        using var buffers = new ContinuedBuffers(options);
        int offset = 0;
        while (offset < source.Length)
        {
            object? value = Load(source.Span[offset..], buffers.Options, out int consumed, offset);
            offset += consumed;
            yield return value;
        }
    }

    public static IEnumerable<object?> LoadAll(Stream source, PickleOptions options, bool leaveOpen)
    {
        try
        {
            using var buffers = new ContinuedBuffers(options);
            using PickleFeeder<GraphValue, GraphSink> feeder = FeederSources.Of<GraphValue, GraphSink>(source, options, ownsStream: true, out _);
            while (true)
            {
                feeder.Begin(new GraphSink(buffers.Options));
                if (!feeder.Fill(source))
                {
                    yield break;
                }

                object? value = feeder.Result.ToObject();
                feeder.Finish();
                yield return value;
            }
        }
        finally
        {
            if (!leaveOpen)
            {
                source.Dispose();
            }
        }
    }

    public static async IAsyncEnumerable<object?> LoadAllAsync(
        Stream source,
        PickleOptions options,
        bool leaveOpen,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            using var buffers = new ContinuedBuffers(options);
            using PickleFeeder<GraphValue, GraphSink> feeder = FeederSources.Of<GraphValue, GraphSink>(source, options, ownsStream: true, out _);
            while (true)
            {
                feeder.Begin(new GraphSink(buffers.Options));
                if (!await feeder.FillAsync(source, cancellationToken).ConfigureAwait(false))
                {
                    yield break;
                }

                object? value = feeder.Result.ToObject();
                feeder.Finish();
                yield return value;
            }
        }
        finally
        {
            if (!leaveOpen)
            {
                await source.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    public static async IAsyncEnumerable<object?> LoadAllAsync(
        PipeReader source,
        PickleOptions options,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var buffers = new ContinuedBuffers(options);
        using var feeder = new PickleFeeder<GraphValue, GraphSink>(options, readsAhead: true, null);
        while (await LoadNextAsync(source, feeder, buffers.Options, cancellationToken).ConfigureAwait(false) is { } box)
        {
            yield return box.Value;
        }
    }

    // The next pickle of a pipe; null when the pipe ends before it begins. The feeder is left empty: what it read too
    // much goes back to the pipe.
    private static async ValueTask<StrongBox<object?>?> LoadNextAsync(
        PipeReader source,
        PickleFeeder<GraphValue, GraphSink> feeder,
        PickleOptions options,
        CancellationToken cancellationToken)
    {
        feeder.Begin(new GraphSink(options));
        if (!await feeder.FillAsync(source, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        object? value = feeder.Result.ToObject();
        feeder.Finish();
        return new StrongBox<object?>(value);
    }

    private static object? LoadSmall(ReadOnlySpan<byte> source, PickleOptions options, long offset, out int consumed)
    {
        var stack = default(SmallStack);
        return LoadWhole(source, stack, options, offset, out consumed);
    }

    private static object? LoadLarge(ReadOnlySpan<byte> source, PickleOptions options, long offset, out int consumed)
    {
        var stack = default(LargeStack);
        return LoadWhole(source, stack, options, offset, out consumed);
    }

    private static object? LoadWhole(
        ReadOnlySpan<byte> source,
        Span<GraphValue> stack,
        PickleOptions options,
        long offset,
        out int consumed)
    {
        var machine = new PickleMachine<GraphValue, GraphSink>(new GraphSink(options), options, offset, source.Length);
        try
        {
            stack = stack[..(int)Math.Min(stack.Length, options.Limits.StackDepthMax + 1L)];
            if (machine.Run(source, stack) != MachineStatus.Finished)
            {
                throw machine.Truncated(source[machine.Consumed..]);
            }

            consumed = machine.Consumed;
            return machine.Result.ToObject();
        }
        finally
        {
            machine.Release();
        }
    }

    // As a stream would come, so that progress can be told in between.
    private static object? LoadInWindows(ReadOnlySpan<byte> source, PickleOptions options, long offset, out int consumed)
    {
        using var feeder = new PickleFeeder<GraphValue, GraphSink>(options, readsAhead: true, offset + source.Length, offset);
        feeder.Begin(new GraphSink(options));
        int given = 0;
        while (!feeder.TryAdvance())
        {
            Span<byte> target = feeder.Target;
            int count = Math.Min(Math.Min(target.Length, WindowBytes), source.Length - given);
            if (count == 0)
            {
                throw feeder.Ended();
            }

            source.Slice(given, count).CopyTo(target);
            feeder.Filled(count);
            given += count;
        }

        consumed = given - feeder.Unused;
        return feeder.Result.ToObject();
    }
}
