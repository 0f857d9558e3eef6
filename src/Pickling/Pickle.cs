using System.Buffers;
using System.IO.Pipelines;
using Pickling.Graph;
using Pickling.Mapping;
using Pickling.Model;
using Pickling.Wire;

namespace Pickling;

/// <summary>The front door: Python's <c>pickle</c> module for .NET.</summary>
/// <remarks>
/// <para>
/// <c>Dumps</c> and <c>Loads</c> work on bytes, <c>Dump</c> and <c>Load</c> on streams, pipes and buffer writers.
/// What a load gives is the natural object graph: null, bool, long or BigInteger, double, string, byte[] and the types
/// of <see cref="Model"/>; whatever has no .NET value is a <see cref="PyObject"/>, which can be looked into, edited and
/// dumped again. No load runs code.
/// </para>
/// <para>
/// Loads throw <see cref="PickleException"/> for whatever is wrong with the bytes; dumps throw
/// <see cref="PicklingException"/> for an object that has no counterpart. Streams and pipes stay open. Loads from a
/// stream end right after the pickle; where the stream can seek, a load that fails puts it back to where it began.
/// </para>
/// </remarks>
public static partial class Pickle
{
    /// <summary>Writes an object as one pickle.</summary>
    /// <param name="value">
    /// Any value of the natural graph, or any .NET list, dictionary, set, array or tuple of them; or an object of a class that
    /// a typed dump takes, as its own type.
    /// </param>
    /// <param name="options">Protocol, profile and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <returns>The pickle: the bytes that CPython writes for an equal object.</returns>
    /// <exception cref="PicklingException">A value has no counterpart in Python; the message names its path.</exception>
    public static byte[] Dumps(object? value, PickleOptions? options = null) => NaturalTypes.Writes(value, options)
        ? GraphDumper.Dump(value, options ?? PickleOptions.Default)
        : Dumps(value, PickleContext.BuiltIn, options);

    /// <summary>Writes an object as one pickle to a stream, which stays open and is not flushed.</summary>
    /// <param name="value">As for <see cref="Dumps(object?, PickleOptions?)"/>.</param>
    /// <param name="target">A stream that can be written. After an error it may hold the beginning of the pickle.</param>
    /// <param name="options">Protocol, profile and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="PicklingException">A value has no counterpart in Python; the message names its path.</exception>
    public static void Dump(object? value, Stream target, PickleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (NaturalTypes.Writes(value, options))
        {
            GraphDumper.Dump(value, new StreamTarget(target), options ?? PickleOptions.Default);
        }
        else
        {
            Dump(value, target, PickleContext.BuiltIn, options);
        }
    }

    /// <summary>Writes an object as one pickle to a buffer writer.</summary>
    /// <param name="value">As for <see cref="Dumps(object?, PickleOptions?)"/>.</param>
    /// <param name="target">Any buffer writer, such as an <see cref="ArrayBufferWriter{T}"/>.</param>
    /// <param name="options">Protocol, profile and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="PicklingException">A value has no counterpart in Python; the message names its path.</exception>
    public static void Dump(object? value, IBufferWriter<byte> target, PickleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (NaturalTypes.Writes(value, options))
        {
            GraphDumper.Dump(value, new BufferWriterTarget(target), options ?? PickleOptions.Default);
        }
        else
        {
            Dump(value, target, PickleContext.BuiltIn, options);
        }
    }

    /// <summary>Writes an object as one pickle to a stream, which stays open and is not flushed.</summary>
    /// <param name="value">As for <see cref="Dumps(object?, PickleOptions?)"/>; not to be changed until the task ends.</param>
    /// <param name="target">A stream that can be written.</param>
    /// <param name="options">Protocol, profile and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the dump between two writes.</param>
    /// <exception cref="PicklingException">A value has no counterpart in Python; the message names its path.</exception>
    public static ValueTask DumpAsync(object? value, Stream target, PickleOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        return NaturalTypes.Writes(value, options)
            ? GraphDumper.DumpAsync(value, target, options ?? PickleOptions.Default, cancellationToken)
            : DumpAsync(value, target, PickleContext.BuiltIn, options, cancellationToken);
    }

    /// <summary>Writes an object as one pickle to a pipe and flushes it; the pipe is not completed.</summary>
    /// <param name="value">As for <see cref="Dumps(object?, PickleOptions?)"/>; not to be changed until the task ends.</param>
    /// <param name="target">The pipe; its back pressure holds the dump.</param>
    /// <param name="options">Protocol, profile and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the dump between two writes.</param>
    /// <exception cref="PicklingException">A value has no counterpart in Python; the message names its path.</exception>
    public static ValueTask DumpAsync(object? value, PipeWriter target, PickleOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        return NaturalTypes.Writes(value, options)
            ? GraphDumper.DumpAsync(value, target, options ?? PickleOptions.Default, cancellationToken)
            : DumpAsync(value, target, PickleContext.BuiltIn, options, cancellationToken);
    }

    /// <summary>Writes a .NET object as one pickle: a class with a <see cref="PickleClassAttribute"/> as an instance of that Python class, others as dicts.</summary>
    /// <typeparam name="T">The type to write it as; its converter is found by reflection, or is builtin.</typeparam>
    /// <param name="value">The object.</param>
    /// <param name="options">Protocol, profile and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="PicklingException">A value has no counterpart in Python; the message names its path.</exception>
    /// <exception cref="NotSupportedException">The context does not know a type, or a type cannot be mapped as it is.</exception>
    public static byte[] Dumps<T>(T value, PickleOptions? options = null) => NaturalTypes.Writes(value, options)
        ? GraphDumper.Dump(value, options ?? PickleOptions.Default)
        : Dumps(value, PickleContext.BuiltIn, options);

    /// <summary>Writes a .NET object as one pickle, with the converters of a context.</summary>
    /// <typeparam name="T">The type to write it as.</typeparam>
    /// <param name="value">The object.</param>
    /// <param name="context">The converters; generated contexts work where programs are trimmed or compiled ahead of time.</param>
    /// <param name="options">Protocol, profile and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="PicklingException">A value has no counterpart in Python; the message names its path.</exception>
    /// <exception cref="NotSupportedException">The context does not know a type, or a type cannot be mapped as it is.</exception>
    public static byte[] Dumps<T>(T value, PickleContext context, PickleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        return TypedDumper.Dump(value, context.GetConverter<T>(), context, options ?? PickleOptions.Default, NaturalBridge.Instance);
    }

    /// <summary>Writes a .NET object as one pickle.</summary>
    /// <typeparam name="T">The type to write it as; its converter is found by reflection, or is builtin.</typeparam>
    /// <param name="value">The object.</param>
    /// <param name="target">A stream that can be written; it stays open and is not flushed.</param>
    /// <param name="options">Protocol, profile and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="PicklingException">A value has no counterpart in Python; the message names its path.</exception>
    /// <exception cref="NotSupportedException">The context does not know a type, or a type cannot be mapped as it is.</exception>
    public static void Dump<T>(T value, Stream target, PickleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (NaturalTypes.Writes(value, options))
        {
            GraphDumper.Dump(value, new StreamTarget(target), options ?? PickleOptions.Default);
        }
        else
        {
            Dump(value, target, PickleContext.BuiltIn, options);
        }
    }

    /// <summary>Writes a .NET object as one pickle, with the converters of a context.</summary>
    /// <typeparam name="T">The type to write it as.</typeparam>
    /// <param name="value">The object.</param>
    /// <param name="target">A stream that can be written; it stays open and is not flushed.</param>
    /// <param name="context">The converters; generated contexts work where programs are trimmed or compiled ahead of time.</param>
    /// <param name="options">Protocol, profile and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="PicklingException">A value has no counterpart in Python; the message names its path.</exception>
    /// <exception cref="NotSupportedException">The context does not know a type, or a type cannot be mapped as it is.</exception>
    public static void Dump<T>(T value, Stream target, PickleContext context, PickleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(context);
        TypedDumper.Dump(value, new StreamTarget(target), context.GetConverter<T>(), context, options ?? PickleOptions.Default, NaturalBridge.Instance);
    }

    /// <summary>Writes a .NET object as one pickle.</summary>
    /// <typeparam name="T">The type to write it as; its converter is found by reflection, or is builtin.</typeparam>
    /// <param name="value">The object.</param>
    /// <param name="target">Any buffer writer.</param>
    /// <param name="options">Protocol, profile and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="PicklingException">A value has no counterpart in Python; the message names its path.</exception>
    /// <exception cref="NotSupportedException">The context does not know a type, or a type cannot be mapped as it is.</exception>
    public static void Dump<T>(T value, IBufferWriter<byte> target, PickleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (NaturalTypes.Writes(value, options))
        {
            GraphDumper.Dump(value, new BufferWriterTarget(target), options ?? PickleOptions.Default);
        }
        else
        {
            Dump(value, target, PickleContext.BuiltIn, options);
        }
    }

    /// <summary>Writes a .NET object as one pickle, with the converters of a context.</summary>
    /// <typeparam name="T">The type to write it as.</typeparam>
    /// <param name="value">The object.</param>
    /// <param name="target">Any buffer writer.</param>
    /// <param name="context">The converters; generated contexts work where programs are trimmed or compiled ahead of time.</param>
    /// <param name="options">Protocol, profile and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="PicklingException">A value has no counterpart in Python; the message names its path.</exception>
    /// <exception cref="NotSupportedException">The context does not know a type, or a type cannot be mapped as it is.</exception>
    public static void Dump<T>(T value, IBufferWriter<byte> target, PickleContext context, PickleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(context);
        TypedDumper.Dump(value, new BufferWriterTarget(target), context.GetConverter<T>(), context, options ?? PickleOptions.Default, NaturalBridge.Instance);
    }

    /// <summary>Writes a .NET object as one pickle; it is made whole before the first write.</summary>
    /// <typeparam name="T">The type to write it as; its converter is found by reflection, or is builtin.</typeparam>
    /// <param name="value">The object.</param>
    /// <param name="target">A stream that can be written; it stays open and is not flushed.</param>
    /// <param name="options">Protocol, profile and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the dump between two writes.</param>
    /// <exception cref="PicklingException">A value has no counterpart in Python; the message names its path.</exception>
    /// <exception cref="NotSupportedException">The context does not know a type, or a type cannot be mapped as it is.</exception>
    public static ValueTask DumpAsync<T>(T value, Stream target, PickleOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        return NaturalTypes.Writes(value, options)
            ? GraphDumper.DumpAsync(value, target, options ?? PickleOptions.Default, cancellationToken)
            : DumpAsync(value, target, PickleContext.BuiltIn, options, cancellationToken);
    }

    /// <summary>Writes a .NET object as one pickle, with the converters of a context; it is made whole before the first write.</summary>
    /// <typeparam name="T">The type to write it as.</typeparam>
    /// <param name="value">The object.</param>
    /// <param name="target">A stream that can be written; it stays open and is not flushed.</param>
    /// <param name="context">The converters; generated contexts work where programs are trimmed or compiled ahead of time.</param>
    /// <param name="options">Protocol, profile and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the dump between two writes.</param>
    /// <exception cref="PicklingException">A value has no counterpart in Python; the message names its path.</exception>
    /// <exception cref="NotSupportedException">The context does not know a type, or a type cannot be mapped as it is.</exception>
    public static ValueTask DumpAsync<T>(
        T value, Stream target, PickleContext context, PickleOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(context);
        return TypedDumper.DumpAsync(
            value, target, context.GetConverter<T>(), context, options ?? PickleOptions.Default, NaturalBridge.Instance, cancellationToken);
    }

    /// <summary>Writes a .NET object as one pickle; it is made whole before the first write.</summary>
    /// <typeparam name="T">The type to write it as; its converter is found by reflection, or is builtin.</typeparam>
    /// <param name="value">The object.</param>
    /// <param name="target">The pipe, which is flushed and not completed.</param>
    /// <param name="options">Protocol, profile and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the dump between two writes.</param>
    /// <exception cref="PicklingException">A value has no counterpart in Python; the message names its path.</exception>
    /// <exception cref="NotSupportedException">The context does not know a type, or a type cannot be mapped as it is.</exception>
    public static ValueTask DumpAsync<T>(T value, PipeWriter target, PickleOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        return NaturalTypes.Writes(value, options)
            ? GraphDumper.DumpAsync(value, target, options ?? PickleOptions.Default, cancellationToken)
            : DumpAsync(value, target, PickleContext.BuiltIn, options, cancellationToken);
    }

    /// <summary>Writes a .NET object as one pickle, with the converters of a context; it is made whole before the first write.</summary>
    /// <typeparam name="T">The type to write it as.</typeparam>
    /// <param name="value">The object.</param>
    /// <param name="target">The pipe, which is flushed and not completed.</param>
    /// <param name="context">The converters; generated contexts work where programs are trimmed or compiled ahead of time.</param>
    /// <param name="options">Protocol, profile and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the dump between two writes.</param>
    /// <exception cref="PicklingException">A value has no counterpart in Python; the message names its path.</exception>
    /// <exception cref="NotSupportedException">The context does not know a type, or a type cannot be mapped as it is.</exception>
    public static ValueTask DumpAsync<T>(
        T value, PipeWriter target, PickleContext context, PickleOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(context);
        return TypedDumper.DumpAsync(
            value, target, context.GetConverter<T>(), context, options ?? PickleOptions.Default, NaturalBridge.Instance, cancellationToken);
    }

    /// <summary>Reads the first pickle of the bytes; bytes after it are ignored, as in Python.</summary>
    /// <param name="pickle">The bytes.</param>
    /// <param name="options">Limits, encoding and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <returns>The natural object graph.</returns>
    /// <exception cref="PickleException">The bytes are no pickle, are damaged, or break a limit.</exception>
    public static object? Loads(ReadOnlySpan<byte> pickle, PickleOptions? options = null) =>
        GraphLoader.Load(pickle, options ?? PickleOptions.Default, out _);

    /// <summary>Reads the first pickle of the bytes; bytes after it are ignored, as in Python.</summary>
    /// <param name="pickle">The bytes, in any number of segments.</param>
    /// <param name="options">Limits, encoding and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <returns>The natural object graph.</returns>
    /// <exception cref="PickleException">The bytes are no pickle, are damaged, or break a limit.</exception>
    public static object? Loads(ReadOnlySequence<byte> pickle, PickleOptions? options = null) =>
        GraphLoader.Load(pickle, options ?? PickleOptions.Default);

    /// <summary>Reads the first pickle of the bytes as a <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">
    /// A type of the natural graph; any builtin type, collection or tuple of .NET; or a class of the program, whose converter is
    /// found by reflection: give a <see cref="PickleContext"/> where the program is trimmed or compiled ahead of time.
    /// </typeparam>
    /// <param name="pickle">The bytes.</param>
    /// <param name="options">Limits, encoding and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="PickleException">As for <see cref="Loads(ReadOnlySpan{byte}, PickleOptions?)"/>; or the pickle holds something else.</exception>
    /// <exception cref="NotSupportedException">The context does not know a type, or a type cannot be mapped as it is.</exception>
    public static T Loads<T>(ReadOnlySpan<byte> pickle, PickleOptions? options = null) => NaturalTypes.Has(typeof(T), options)
        ? PyConvert.To<T>(Loads(pickle, options))
        : Loads<T>(pickle, PickleContext.BuiltIn, options);

    /// <summary>Reads the first pickle of the bytes as a <typeparamref name="T"/>, with the converters of a context.</summary>
    /// <typeparam name="T">A type that the context knows.</typeparam>
    /// <param name="pickle">The bytes.</param>
    /// <param name="context">The converters; generated contexts work where programs are trimmed or compiled ahead of time.</param>
    /// <param name="options">Limits, encoding and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="PickleException">As for <see cref="Loads(ReadOnlySpan{byte}, PickleOptions?)"/>; or the pickle holds something else.</exception>
    /// <exception cref="NotSupportedException">The context does not know a type, or a type cannot be mapped as it is.</exception>
    public static T Loads<T>(ReadOnlySpan<byte> pickle, PickleContext context, PickleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        return TypedLoader.Load(pickle, context.GetConverter<T>(), context, options ?? PickleOptions.Default, NaturalBridge.Instance, out _);
    }

    /// <summary>Reads the first pickle of the bytes as a <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">As for <see cref="Loads{T}(ReadOnlySpan{byte}, PickleOptions?)"/>.</typeparam>
    /// <param name="pickle">The bytes, in any number of segments.</param>
    /// <param name="options">Limits, encoding and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="PickleException">The bytes are no pickle, or it holds something else.</exception>
    /// <exception cref="NotSupportedException">The context does not know a type, or a type cannot be mapped as it is.</exception>
    public static T Loads<T>(ReadOnlySequence<byte> pickle, PickleOptions? options = null) => NaturalTypes.Has(typeof(T), options)
        ? PyConvert.To<T>(Loads(pickle, options))
        : Loads<T>(pickle, PickleContext.BuiltIn, options);

    /// <summary>Reads the first pickle of the bytes as a <typeparamref name="T"/>, with the converters of a context.</summary>
    /// <typeparam name="T">A type that the context knows.</typeparam>
    /// <param name="pickle">The bytes, in any number of segments.</param>
    /// <param name="context">The converters; generated contexts work where programs are trimmed or compiled ahead of time.</param>
    /// <param name="options">Limits, encoding and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="PickleException">The bytes are no pickle, or it holds something else.</exception>
    /// <exception cref="NotSupportedException">The context does not know a type, or a type cannot be mapped as it is.</exception>
    public static T Loads<T>(ReadOnlySequence<byte> pickle, PickleContext context, PickleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        return TypedLoader.Load(pickle, context.GetConverter<T>(), context, options ?? PickleOptions.Default, NaturalBridge.Instance);
    }

    /// <summary>Opens the first pickle of the bytes to look into it, without making objects of it.</summary>
    /// <param name="pickle">The bytes: they are not copied, and must not change while the document is used.</param>
    /// <param name="options">Limits, encoding and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="PickleException">The bytes are no pickle, are damaged, or break a limit.</exception>
    public static PickleDocument Open(ReadOnlyMemory<byte> pickle, PickleOptions? options = null) =>
        new(pickle, options ?? PickleOptions.Default, NaturalBridge.Instance);

    /// <summary>Reads exactly one pickle from a stream, which stays open and is left right after it.</summary>
    /// <remarks>
    /// A stream that can seek is read in large steps and put back to the byte after the pickle. From one that cannot,
    /// never more is read than the pickle is sure to hold, which below protocol 4 means small reads: give a
    /// <see cref="PipeReader"/> there.
    /// </remarks>
    /// <param name="source">A stream that can be read.</param>
    /// <param name="options">Limits, encoding and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <returns>The natural object graph.</returns>
    /// <exception cref="PickleException">The bytes are no pickle, are damaged, end early, or break a limit.</exception>
    public static object? Load(Stream source, PickleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        return GraphLoader.Load(source, options ?? PickleOptions.Default);
    }

    /// <summary>Reads exactly one pickle from a stream as a <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">As for <see cref="Loads{T}(ReadOnlySpan{byte}, PickleOptions?)"/>.</typeparam>
    /// <param name="source">A stream that can be read; as for <see cref="Load(Stream, PickleOptions?)"/>.</param>
    /// <param name="options">Limits, encoding and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="PickleException">The bytes are no pickle, or it holds something else.</exception>
    public static T Load<T>(Stream source, PickleOptions? options = null) => NaturalTypes.Has(typeof(T), options)
        ? PyConvert.To<T>(Load(source, options))
        : Load<T>(source, PickleContext.BuiltIn, options);

    /// <summary>Reads exactly one pickle from a stream as a <typeparamref name="T"/>, with the converters of a context.</summary>
    /// <typeparam name="T">A type that the context knows.</typeparam>
    /// <param name="source">A stream that can be read; as for <see cref="Load(Stream, PickleOptions?)"/>.</param>
    /// <param name="context">The converters; generated contexts work where programs are trimmed or compiled ahead of time.</param>
    /// <param name="options">Limits, encoding and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="PickleException">The bytes are no pickle, or it holds something else.</exception>
    /// <exception cref="NotSupportedException">The context does not know a type, or a type cannot be mapped as it is.</exception>
    public static T Load<T>(Stream source, PickleContext context, PickleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(context);
        return TypedLoader.Load(source, context.GetConverter<T>(), context, options ?? PickleOptions.Default, NaturalBridge.Instance);
    }

    /// <summary>Reads exactly one pickle from a stream, which stays open and is left right after it.</summary>
    /// <param name="source">A stream that can be read; as for <see cref="Load(Stream, PickleOptions?)"/>.</param>
    /// <param name="options">Limits, encoding and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the load between two reads.</param>
    /// <returns>The natural object graph.</returns>
    /// <exception cref="PickleException">The bytes are no pickle, are damaged, end early, or break a limit.</exception>
    public static ValueTask<object?> LoadAsync(Stream source, PickleOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return GraphLoader.LoadAsync(source, options ?? PickleOptions.Default, cancellationToken);
    }

    /// <summary>Reads exactly one pickle from a stream as a <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">As for <see cref="Loads{T}(ReadOnlySpan{byte}, PickleOptions?)"/>.</typeparam>
    /// <param name="source">A stream that can be read; as for <see cref="Load(Stream, PickleOptions?)"/>.</param>
    /// <param name="options">Limits, encoding and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the load between two reads.</param>
    /// <exception cref="PickleException">The bytes are no pickle, or it holds something else.</exception>
    public static async ValueTask<T> LoadAsync<T>(Stream source, PickleOptions? options = null, CancellationToken cancellationToken = default) =>
        NaturalTypes.Has(typeof(T), options)
            ? PyConvert.To<T>(await LoadAsync(source, options, cancellationToken).ConfigureAwait(false))
            : await LoadAsync<T>(source, PickleContext.BuiltIn, options, cancellationToken).ConfigureAwait(false);

    /// <summary>Reads exactly one pickle from a stream as a <typeparamref name="T"/>, with the converters of a context.</summary>
    /// <typeparam name="T">A type that the context knows.</typeparam>
    /// <param name="source">Where it comes from; it is left right after the pickle.</param>
    /// <param name="context">The converters; generated contexts work where programs are trimmed or compiled ahead of time.</param>
    /// <param name="options">Limits, encoding and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the load between two reads.</param>
    /// <exception cref="PickleException">The bytes are no pickle, or it holds something else.</exception>
    /// <exception cref="NotSupportedException">The context does not know a type, or a type cannot be mapped as it is.</exception>
    public static ValueTask<T> LoadAsync<T>(
        Stream source, PickleContext context, PickleOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(context);
        return TypedLoader.LoadAsync(
            source, context.GetConverter<T>(), context, options ?? PickleOptions.Default, NaturalBridge.Instance, cancellationToken);
    }

    /// <summary>Reads exactly one pickle from a pipe, which is advanced right after it and not completed.</summary>
    /// <remarks>
    /// A load that fails or is cancelled may have taken the beginning of the pickle from the pipe: what was read in earlier
    /// reads is not given back.
    /// </remarks>
    /// <param name="source">The pipe; <see cref="PipeReader.Create(Stream, StreamPipeReaderOptions?)"/> makes one of a socket's stream.</param>
    /// <param name="options">Limits, encoding and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the load between two reads.</param>
    /// <returns>The natural object graph.</returns>
    /// <exception cref="PickleException">The bytes are no pickle, are damaged, end early, or break a limit.</exception>
    public static ValueTask<object?> LoadAsync(PipeReader source, PickleOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return GraphLoader.LoadAsync(source, options ?? PickleOptions.Default, cancellationToken);
    }

    /// <summary>Reads exactly one pickle from a pipe as a <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">As for <see cref="Loads{T}(ReadOnlySpan{byte}, PickleOptions?)"/>.</typeparam>
    /// <param name="source">The pipe.</param>
    /// <param name="options">Limits, encoding and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the load between two reads.</param>
    /// <exception cref="PickleException">The bytes are no pickle, or it holds something else.</exception>
    public static async ValueTask<T> LoadAsync<T>(PipeReader source, PickleOptions? options = null, CancellationToken cancellationToken = default) =>
        NaturalTypes.Has(typeof(T), options)
            ? PyConvert.To<T>(await LoadAsync(source, options, cancellationToken).ConfigureAwait(false))
            : await LoadAsync<T>(source, PickleContext.BuiltIn, options, cancellationToken).ConfigureAwait(false);

    /// <summary>Reads exactly one pickle from a pipe as a <typeparamref name="T"/>, with the converters of a context.</summary>
    /// <typeparam name="T">A type that the context knows.</typeparam>
    /// <param name="source">Where it comes from; it is left right after the pickle.</param>
    /// <param name="context">The converters; generated contexts work where programs are trimmed or compiled ahead of time.</param>
    /// <param name="options">Limits, encoding and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the load between two reads.</param>
    /// <exception cref="PickleException">The bytes are no pickle, or it holds something else.</exception>
    /// <exception cref="NotSupportedException">The context does not know a type, or a type cannot be mapped as it is.</exception>
    public static ValueTask<T> LoadAsync<T>(
        PipeReader source, PickleContext context, PickleOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(context);
        return TypedLoader.LoadAsync(
            source, context.GetConverter<T>(), context, options ?? PickleOptions.Default, NaturalBridge.Instance, cancellationToken);
    }

    /// <summary>Reads the pickles that follow each other in a stream, to its end, one at a time as they are asked for.</summary>
    /// <param name="source">A stream that can be read; it is read ahead, so its position means nothing until the end.</param>
    /// <param name="options">Limits, encoding and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <param name="leaveOpen">False to close the stream when the enumeration ends.</param>
    /// <returns>No values when the stream is empty.</returns>
    /// <exception cref="PickleException">While enumerating: as for <see cref="Load(Stream, PickleOptions?)"/>.</exception>
    public static IEnumerable<object?> LoadAll(Stream source, PickleOptions? options = null, bool leaveOpen = true)
    {
        ArgumentNullException.ThrowIfNull(source);
        return GraphLoader.LoadAll(source, options ?? PickleOptions.Default, leaveOpen);
    }

    /// <summary>Reads the pickles that follow each other in memory, to its end, one at a time as they are asked for.</summary>
    /// <param name="pickles">The bytes.</param>
    /// <param name="options">Limits, encoding and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <returns>No values when there are no bytes.</returns>
    /// <exception cref="PickleException">While enumerating: as for <see cref="Loads(ReadOnlySpan{byte}, PickleOptions?)"/>.</exception>
    public static IEnumerable<object?> LoadAll(ReadOnlyMemory<byte> pickles, PickleOptions? options = null) =>
        GraphLoader.LoadAll(pickles, options ?? PickleOptions.Default);

    /// <summary>Reads the pickles that follow each other in a stream, to its end, one at a time as they are asked for.</summary>
    /// <param name="source">A stream that can be read; it is read ahead, so its position means nothing until the end.</param>
    /// <param name="options">Limits, encoding and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <param name="leaveOpen">False to close the stream when the enumeration ends.</param>
    /// <param name="cancellationToken">Ends the enumeration between two reads.</param>
    /// <returns>No values when the stream is empty.</returns>
    /// <exception cref="PickleException">While enumerating: as for <see cref="Load(Stream, PickleOptions?)"/>.</exception>
    public static IAsyncEnumerable<object?> LoadAllAsync(Stream source, PickleOptions? options = null, bool leaveOpen = true, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return GraphLoader.LoadAllAsync(source, options ?? PickleOptions.Default, leaveOpen, cancellationToken);
    }

    /// <summary>Reads the pickles that follow each other in a pipe, until it is completed, one at a time as they are asked for.</summary>
    /// <param name="source">The pipe; it is not completed.</param>
    /// <param name="options">Limits, encoding and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the enumeration between two reads.</param>
    /// <returns>No values when the pipe holds none.</returns>
    /// <exception cref="PickleException">While enumerating: as for <see cref="Load(Stream, PickleOptions?)"/>.</exception>
    public static IAsyncEnumerable<object?> LoadAllAsync(PipeReader source, PickleOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return GraphLoader.LoadAllAsync(source, options ?? PickleOptions.Default, cancellationToken);
    }

    /// <summary>Reads the pickles that follow each other in memory as <typeparamref name="T"/>s.</summary>
    /// <typeparam name="T">As for <see cref="Loads{T}(ReadOnlySpan{byte}, PickleOptions?)"/>.</typeparam>
    /// <param name="source">The bytes.</param>
    /// <param name="options">Limits, encoding and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <exception cref="PickleException">While enumerating: a pickle is damaged or holds something else; of bytes in memory, offsets count within it.</exception>
    public static IEnumerable<T> LoadAll<T>(ReadOnlyMemory<byte> source, PickleOptions? options = null) => NaturalTypes.Has(typeof(T), options)
        ? LoadAll(source, options).Select(PyConvert.To<T>)
        : LoadAll<T>(source, PickleContext.BuiltIn, options);

    /// <summary>Reads the pickles that follow each other in memory as <typeparamref name="T"/>s, with the converters of a context.</summary>
    /// <typeparam name="T">A type that the context knows.</typeparam>
    /// <param name="source">The bytes.</param>
    /// <param name="context">The converters; generated contexts work where programs are trimmed or compiled ahead of time.</param>
    /// <param name="options">Limits, encoding and more; null for <see cref="PickleOptions.Default"/>.</param>
    public static IEnumerable<T> LoadAll<T>(ReadOnlyMemory<byte> source, PickleContext context, PickleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        return TypedSequences.LoadAll(source, context.GetConverter<T>(), context, options ?? PickleOptions.Default, NaturalBridge.Instance);
    }

    /// <summary>Reads the pickles that follow each other in a stream as <typeparamref name="T"/>s.</summary>
    /// <typeparam name="T">As for <see cref="Loads{T}(ReadOnlySpan{byte}, PickleOptions?)"/>.</typeparam>
    /// <param name="source">A stream that can be read; it is read ahead, so its position means nothing until the end.</param>
    /// <param name="options">Limits, encoding and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <param name="leaveOpen">False to close the stream when the enumeration ends.</param>
    /// <exception cref="PickleException">While enumerating: a pickle is damaged or holds something else; of bytes in memory, offsets count within it.</exception>
    public static IEnumerable<T> LoadAll<T>(Stream source, PickleOptions? options = null, bool leaveOpen = true) => NaturalTypes.Has(typeof(T), options)
        ? LoadAll(source, options, leaveOpen).Select(PyConvert.To<T>)
        : LoadAll<T>(source, PickleContext.BuiltIn, options, leaveOpen);

    /// <summary>Reads the pickles that follow each other in a stream as <typeparamref name="T"/>s, with the converters of a context.</summary>
    /// <typeparam name="T">A type that the context knows.</typeparam>
    /// <param name="source">A stream that can be read; it is read ahead, so its position means nothing until the end.</param>
    /// <param name="context">The converters; generated contexts work where programs are trimmed or compiled ahead of time.</param>
    /// <param name="options">Limits, encoding and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <param name="leaveOpen">False to close the stream when the enumeration ends.</param>
    public static IEnumerable<T> LoadAll<T>(Stream source, PickleContext context, PickleOptions? options = null, bool leaveOpen = true)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(context);
        return TypedSequences.LoadAll(source, leaveOpen, context.GetConverter<T>(), context, options ?? PickleOptions.Default, NaturalBridge.Instance);
    }

    /// <summary>Reads the pickles that follow each other in a stream as <typeparamref name="T"/>s.</summary>
    /// <typeparam name="T">As for <see cref="Loads{T}(ReadOnlySpan{byte}, PickleOptions?)"/>.</typeparam>
    /// <param name="source">A stream that can be read; it is read ahead, so its position means nothing until the end.</param>
    /// <param name="options">Limits, encoding and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <param name="leaveOpen">False to close the stream when the enumeration ends.</param>
    /// <param name="cancellationToken">Ends the enumeration between two reads.</param>
    /// <exception cref="PickleException">While enumerating: a pickle is damaged or holds something else; of bytes in memory, offsets count within it.</exception>
    public static IAsyncEnumerable<T> LoadAllAsync<T>(
        Stream source, PickleOptions? options = null, bool leaveOpen = true, CancellationToken cancellationToken = default) =>
        NaturalTypes.Has(typeof(T), options)
            ? LoadAllAsync(source, options, leaveOpen, cancellationToken).Select(PyConvert.To<T>)
            : LoadAllAsync<T>(source, PickleContext.BuiltIn, options, leaveOpen, cancellationToken);

    /// <summary>Reads the pickles that follow each other in a stream as <typeparamref name="T"/>s, with the converters of a context.</summary>
    /// <typeparam name="T">A type that the context knows.</typeparam>
    /// <param name="source">A stream that can be read; it is read ahead, so its position means nothing until the end.</param>
    /// <param name="context">The converters; generated contexts work where programs are trimmed or compiled ahead of time.</param>
    /// <param name="options">Limits, encoding and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <param name="leaveOpen">False to close the stream when the enumeration ends.</param>
    /// <param name="cancellationToken">Ends the enumeration between two reads.</param>
    public static IAsyncEnumerable<T> LoadAllAsync<T>(
        Stream source, PickleContext context, PickleOptions? options = null, bool leaveOpen = true, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(context);
        return TypedSequences.LoadAllAsync(
            source, leaveOpen, context.GetConverter<T>(), context, options ?? PickleOptions.Default, NaturalBridge.Instance, cancellationToken);
    }

    /// <summary>Reads the pickles that follow each other in a pipe as <typeparamref name="T"/>s.</summary>
    /// <typeparam name="T">As for <see cref="Loads{T}(ReadOnlySpan{byte}, PickleOptions?)"/>.</typeparam>
    /// <param name="source">The pipe; it is not completed.</param>
    /// <param name="options">Limits, encoding and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the enumeration between two reads.</param>
    /// <exception cref="PickleException">While enumerating: a pickle is damaged or holds something else; of bytes in memory, offsets count within it.</exception>
    public static IAsyncEnumerable<T> LoadAllAsync<T>(PipeReader source, PickleOptions? options = null, CancellationToken cancellationToken = default) =>
        NaturalTypes.Has(typeof(T), options)
            ? LoadAllAsync(source, options, cancellationToken).Select(PyConvert.To<T>)
            : LoadAllAsync<T>(source, PickleContext.BuiltIn, options, cancellationToken);

    /// <summary>Reads the pickles that follow each other in a pipe as <typeparamref name="T"/>s, with the converters of a context.</summary>
    /// <typeparam name="T">A type that the context knows.</typeparam>
    /// <param name="source">The pipe; it is not completed.</param>
    /// <param name="context">The converters; generated contexts work where programs are trimmed or compiled ahead of time.</param>
    /// <param name="options">Limits, encoding and more; null for <see cref="PickleOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the enumeration between two reads.</param>
    public static IAsyncEnumerable<T> LoadAllAsync<T>(
        PipeReader source, PickleContext context, PickleOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(context);
        return TypedSequences.LoadAllAsync(source, context.GetConverter<T>(), context, options ?? PickleOptions.Default, NaturalBridge.Instance, cancellationToken);
    }
}
