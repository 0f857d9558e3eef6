using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Pickling.Machine;
using Pickling.Model;

namespace Pickling.Mapping;

/// <summary>Loads pickles that follow each other, one at a time, as typed values.</summary>
internal static class TypedSequences
{
    public static IEnumerable<T> LoadAll<T>(
        ReadOnlyMemory<byte> source, PickleConverter<T> converter, PickleContext context, PickleOptions options, NaturalValues natural)
    {
        using var buffers = new ContinuedBuffers(options);
        int offset = 0;
        while (offset < source.Length)
        {
            T value = LoadAt(source.Span, ref offset, converter, context, buffers.Options, natural);
            yield return value;
        }
    }

    public static IEnumerable<T> LoadAll<T>(
        Stream source, bool leaveOpen, PickleConverter<T> converter, PickleContext context, PickleOptions options, NaturalValues natural)
    {
        try
        {
            using var buffers = new ContinuedBuffers(options);
            using PickleFeeder<TapeValue, TapeSink> feeder = FeederSources.Of<TapeValue, TapeSink>(source, options, ownsStream: true, out _);
            while (true)
            {
                T value;
                using (ValueTape tape = TypedLoader.Begin(feeder, buffers.Options))
                {
                    if (!feeder.Fill(source))
                    {
                        yield break;
                    }

                    value = TypedLoader.Finish(feeder, tape, converter, context, buffers.Options, natural);
                    feeder.Finish();
                }

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

    public static async IAsyncEnumerable<T> LoadAllAsync<T>(
        Stream source,
        bool leaveOpen,
        PickleConverter<T> converter,
        PickleContext context,
        PickleOptions options,
        NaturalValues natural,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            using var buffers = new ContinuedBuffers(options);
            using PickleFeeder<TapeValue, TapeSink> feeder = FeederSources.Of<TapeValue, TapeSink>(source, options, ownsStream: true, out _);
            while (true)
            {
                T value;
                using (ValueTape tape = TypedLoader.Begin(feeder, buffers.Options))
                {
                    if (!await feeder.FillAsync(source, cancellationToken).ConfigureAwait(false))
                    {
                        yield break;
                    }

                    value = TypedLoader.Finish(feeder, tape, converter, context, buffers.Options, natural);
                    feeder.Finish();
                }

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

    public static async IAsyncEnumerable<T> LoadAllAsync<T>(
        PipeReader source,
        PickleConverter<T> converter,
        PickleContext context,
        PickleOptions options,
        NaturalValues natural,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var buffers = new ContinuedBuffers(options);
        using var feeder = new PickleFeeder<TapeValue, TapeSink>(options, readsAhead: true, null);
        while (true)
        {
            T value;
            using (ValueTape tape = TypedLoader.Begin(feeder, buffers.Options))
            {
                if (!await feeder.FillAsync(source, cancellationToken).ConfigureAwait(false))
                {
                    yield break;
                }

                value = TypedLoader.Finish(feeder, tape, converter, context, buffers.Options, natural);
                feeder.Finish();
            }

            yield return value;
        }
    }

    // Errors count from the start of the first pickle, as those of a stream do.
    private static T LoadAt<T>(
        ReadOnlySpan<byte> source, ref int offset, PickleConverter<T> converter, PickleContext context, PickleOptions options, NaturalValues natural)
    {
        int start = offset;
        try
        {
            T value = TypedLoader.Load(source[start..], converter, context, options, natural, out int consumed);
            offset += consumed;
            return value;
        }
        catch (PickleException error) when (error.CountFrom(start))
        {
            throw;
        }
    }
}
