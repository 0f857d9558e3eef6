using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Pickling.Machine;

namespace Pickling.Mapping;

/// <summary>Loads typed values from wherever pickles come from: machine, tape, converter.</summary>
internal static class TypedLoader
{
    private const int SmallBytes = 8 * 1024;

    [InlineArray(64)]
    private struct SmallStack
    {
        private TapeValue _first;
    }

    [InlineArray(2048)]
    private struct LargeStack
    {
        private TapeValue _first;
    }

    /// <summary>Loads the pickle at the beginning of the bytes.</summary>
    public static T Load<T>(ReadOnlySpan<byte> source, PickleConverter<T> converter, PickleContext context, PickleOptions options, NaturalValues natural, out int consumed)
    {
        using ValueTape tape = TapeOf(source, options, out TapeValue root, out consumed);
        return Read(tape, root, source, converter, context, options, natural);
    }

    public static T Load<T>(ReadOnlySequence<byte> source, PickleConverter<T> converter, PickleContext context, PickleOptions options, NaturalValues natural)
    {
        if (source.IsSingleSegment)
        {
            return Load(source.FirstSpan, converter, context, options, natural, out _);
        }

        using var feeder = new PickleFeeder<TapeValue, TapeSink>(options, readsAhead: true, source.Length);
        using ValueTape tape = Begin(feeder, options);
        feeder.Fill(source, out bool finished);
        return finished ? Finish(feeder, tape, converter, context, options, natural) : throw feeder.Ended();
    }

    public static T Load<T>(Stream source, PickleConverter<T> converter, PickleContext context, PickleOptions options, NaturalValues natural)
    {
        if (source is MemoryStream memory && memory.TryGetBuffer(out ArraySegment<byte> bytes))
        {
            int position = (int)Math.Min(memory.Position, bytes.Count);
            T result = Load(bytes.AsSpan(position), converter, context, options, natural, out int consumed);
            memory.Position = position + consumed;
            return result;
        }

        using PickleFeeder<TapeValue, TapeSink> feeder = FeederSources.Of<TapeValue, TapeSink>(source, options, ownsStream: false, out long start);
        try
        {
            using ValueTape tape = Begin(feeder, options);
            T result = feeder.Fill(source) ? Finish(feeder, tape, converter, context, options, natural) : throw feeder.Ended();
            feeder.GiveBack(source);
            return result;
        }
        catch when (FeederSources.Rewind(source, start))
        {
            throw;
        }
    }

    public static async ValueTask<T> LoadAsync<T>(
        Stream source, PickleConverter<T> converter, PickleContext context, PickleOptions options, NaturalValues natural, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using PickleFeeder<TapeValue, TapeSink> feeder = FeederSources.Of<TapeValue, TapeSink>(source, options, ownsStream: false, out long start);
        try
        {
            using ValueTape tape = Begin(feeder, options);
            T result = await feeder.FillAsync(source, cancellationToken).ConfigureAwait(false)
                ? Finish(feeder, tape, converter, context, options, natural)
                : throw feeder.Ended();
            feeder.GiveBack(source);
            return result;
        }
        catch when (FeederSources.Rewind(source, start))
        {
            throw;
        }
    }

    public static async ValueTask<T> LoadAsync<T>(
        PipeReader source, PickleConverter<T> converter, PickleContext context, PickleOptions options, NaturalValues natural, CancellationToken cancellationToken)
    {
        using var feeder = new PickleFeeder<TapeValue, TapeSink>(options, readsAhead: true, null);
        using ValueTape tape = Begin(feeder, options);
        return await feeder.FillAsync(source, cancellationToken).ConfigureAwait(false)
            ? Finish(feeder, tape, converter, context, options, natural)
            : throw feeder.Ended();
    }

    /// <summary>The tape of the pickle at the beginning of the bytes, whose texts stay there.</summary>
    public static ValueTape TapeOf(ReadOnlySpan<byte> source, PickleOptions options, out TapeValue root, out int consumed) =>
        source.Length <= SmallBytes
            ? TapeOfSmall(source, options, out root, out consumed)
            : TapeOfLarge(source, options, out root, out consumed);

    private static ValueTape TapeOfSmall(ReadOnlySpan<byte> source, PickleOptions options, out TapeValue root, out int consumed)
    {
        var stack = default(SmallStack);
        return TapeOf(source, stack, options, out root, out consumed);
    }

    private static ValueTape TapeOfLarge(ReadOnlySpan<byte> source, PickleOptions options, out TapeValue root, out int consumed)
    {
        var stack = default(LargeStack);
        return TapeOf(source, stack, options, out root, out consumed);
    }

    private static ValueTape TapeOf(ReadOnlySpan<byte> source, Span<TapeValue> stack, PickleOptions options, out TapeValue root, out int consumed)
    {
        var tape = new ValueTape(source.Length);
        var machine = new PickleMachine<TapeValue, TapeSink>(new TapeSink(tape, options, copies: false), options, 0, source.Length);
        bool finished = false;
        try
        {
            stack = stack[..(int)Math.Min(stack.Length, options.Limits.StackDepthMax + 1L)];
            if (machine.Run(source, stack) != MachineStatus.Finished)
            {
                throw machine.Truncated(source[machine.Consumed..]);
            }

            root = machine.Result;
            consumed = machine.Consumed;
            options.Progress?.Report(new PickleProgress(consumed, source.Length));
            finished = true;
            return tape;
        }
        finally
        {
            machine.Release();
            if (!finished)
            {
                tape.Dispose();
            }
        }
    }

    private static T Read<T>(
        ValueTape tape, in TapeValue root, ReadOnlySpan<byte> source, PickleConverter<T> converter, PickleContext context, PickleOptions options, NaturalValues natural)
    {
        var session = new LoadSession(tape, context, options, natural);
        var reader = new PickleValueReader(session, source, root);
        return reader.Read(converter)!;
    }

    public static ValueTape Begin(PickleFeeder<TapeValue, TapeSink> feeder, PickleOptions options)
    {
        var tape = new ValueTape(0);
        feeder.Begin(new TapeSink(tape, options, copies: true));
        return tape;
    }

    public static T Finish<T>(
        PickleFeeder<TapeValue, TapeSink> feeder, ValueTape tape, PickleConverter<T> converter, PickleContext context, PickleOptions options, NaturalValues natural)
    {
        return Read(tape, feeder.Result, default, converter, context, options, natural);
    }
}
