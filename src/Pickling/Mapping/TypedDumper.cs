using System.IO.Pipelines;
using Pickling.Machine;
using Pickling.Wire;

namespace Pickling.Mapping;

/// <summary>Dumps typed values to wherever pickles go: converter, writer, emitter.</summary>
internal static class TypedDumper
{
    public static byte[] Dump<T>(T value, PickleConverter<T> converter, PickleContext context, PickleOptions options, NaturalValues natural)
    {
        var queue = new SegmentQueue();
        using var writer = new PickleWriter(queue, options.Progress);
        try
        {
            Write(value, writer, converter, context, options, natural);
            return queue.ToArray(writer.Pending);
        }
        finally
        {
            queue.Clear();
        }
    }

    public static void Dump<T>(T value, PickleTarget target, PickleConverter<T> converter, PickleContext context, PickleOptions options, NaturalValues natural)
    {
        using var writer = new PickleWriter(target, options.Progress);
        Write(value, writer, converter, context, options, natural);
        writer.Flush();
    }

    public static ValueTask DumpAsync<T>(
        T value, Stream target, PickleConverter<T> converter, PickleContext context, PickleOptions options, NaturalValues natural, CancellationToken cancellationToken) =>
        DumpAsync(value, target.WriteAsync, converter, context, options, natural, cancellationToken);

    public static ValueTask DumpAsync<T>(
        T value, PipeWriter target, PickleConverter<T> converter, PickleContext context, PickleOptions options, NaturalValues natural, CancellationToken cancellationToken) =>
        DumpAsync(value, (bytes, token) => WriteAsync(target, bytes, token), converter, context, options, natural, cancellationToken);

    // Converters do not pause, so the pickle is made first and written then.
    private static async ValueTask DumpAsync<T>(
        T value,
        Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write,
        PickleConverter<T> converter,
        PickleContext context,
        PickleOptions options,
        NaturalValues natural,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var queue = new SegmentQueue();
        using var writer = new PickleWriter(queue, options.Progress);
        try
        {
            Write(value, writer, converter, context, options, natural);
            writer.Flush();
            while (queue.TryPeek(out ReadOnlyMemory<byte> segment))
            {
                await write(segment, cancellationToken).ConfigureAwait(false);
                queue.Remove();
            }
        }
        finally
        {
            queue.Clear();
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

    private static void Write<T>(
        T value, PickleWriter target, PickleConverter<T> converter, PickleContext context, PickleOptions options, NaturalValues natural)
    {
        var writer = new PickleValueWriter(new PickleEmitter(target, options), context, options, natural);
        try
        {
            writer.Begin();
            writer.Write(converter, value);
            writer.End();
        }
        finally
        {
            writer.Release();
        }
    }
}
