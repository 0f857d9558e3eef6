using System.IO.Pipelines;
using Pickling.Machine;
using Pickling.Wire;

namespace Pickling.Graph;

/// <summary>Dumps graphs to wherever pickles go: the walker, and the target's own way of writing.</summary>
internal static class GraphDumper
{
    // What an asynchronous dump collects before it is written out.
    private const long QueueBytes = 1024 * 1024;

    public static byte[] Dump(object? value, PickleOptions options)
    {
        var queue = new SegmentQueue();
        using var writer = new PickleWriter(queue, options.Progress);
        try
        {
            Write(value, writer, options);
            return queue.ToArray(writer.Pending);
        }
        finally
        {
            queue.Clear();
        }
    }

    public static void Dump(object? value, PickleTarget target, PickleOptions options)
    {
        using var writer = new PickleWriter(target, options.Progress);
        Write(value, writer, options);
        writer.Flush();
    }

    public static ValueTask DumpAsync(object? value, Stream target, PickleOptions options, CancellationToken cancellationToken) =>
        DumpAsync(value, target.WriteAsync, options, cancellationToken);

    public static ValueTask DumpAsync(object? value, PipeWriter target, PickleOptions options, CancellationToken cancellationToken) =>
        DumpAsync(value, (bytes, token) => WriteAsync(target, bytes, token), options, cancellationToken);

    private static async ValueTask DumpAsync(
        object? value,
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write,
        PickleOptions options,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var queue = new SegmentQueue();
        using var writer = new PickleWriter(queue, options.Progress);
        var walker = new GraphWalker(new PickleEmitter(writer, options), options);
        try
        {
            walker.Start(value);
            while (!walker.Run(queue, QueueBytes))
            {
                await Drain().ConfigureAwait(false);
            }

            writer.Flush();
            await Drain().ConfigureAwait(false);
        }
        finally
        {
            walker.Release();
            queue.Clear();
        }

        async ValueTask Drain()
        {
            while (queue.TryPeek(out ReadOnlyMemory<byte> segment))
            {
                await write(segment, cancellationToken).ConfigureAwait(false);
                queue.Remove();
            }
        }
    }

    private static async ValueTask WriteAsync(PipeWriter target, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        FlushResult flush = await target.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        if (flush.IsCanceled)
        {
            throw new OperationCanceledException("the flush of the pipe was cancelled");
        }
    }

    private static void Write(object? value, PickleWriter writer, PickleOptions options)
    {
        var walker = new GraphWalker(new PickleEmitter(writer, options), options);
        try
        {
            walker.Start(value);
            walker.Run(null, long.MaxValue);
        }
        finally
        {
            walker.Release();
        }
    }
}
