using System.Buffers;
using System.IO.Pipelines;

namespace Pickling;

/// <summary>The front door: Python's <c>pickle</c> module for .NET.</summary>
public static class Pickle
{
    /// <summary>Writes an object as one pickle.</summary>
    public static byte[] Dumps(object? value, PickleOptions? options = null) => throw new NotImplementedException();

    /// <summary>Writes an object as one pickle to a stream, which stays open.</summary>
    public static void Dump(object? value, Stream target, PickleOptions? options = null) => throw new NotImplementedException();

    /// <summary>Writes an object as one pickle to a buffer writer.</summary>
    public static void Dump(object? value, IBufferWriter<byte> target, PickleOptions? options = null) => throw new NotImplementedException();

    /// <summary>Writes an object as one pickle to a stream, which stays open.</summary>
    public static ValueTask DumpAsync(object? value, Stream target, PickleOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Writes an object as one pickle to a pipe and flushes it; the pipe is not completed.</summary>
    public static ValueTask DumpAsync(object? value, PipeWriter target, PickleOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Reads the first pickle of the bytes; bytes after it are ignored, as in Python.</summary>
    public static object? Loads(ReadOnlySpan<byte> pickle, PickleOptions? options = null) => throw new NotImplementedException();

    /// <summary>Reads the first pickle of the bytes; bytes after it are ignored, as in Python.</summary>
    public static object? Loads(ReadOnlySequence<byte> pickle, PickleOptions? options = null) => throw new NotImplementedException();

    /// <summary>Reads the first pickle of the bytes as a <typeparamref name="T"/>.</summary>
    public static T Loads<T>(ReadOnlySpan<byte> pickle, PickleOptions? options = null) => throw new NotImplementedException();

    /// <summary>Reads exactly one pickle from a stream, which stays open and is left right after it.</summary>
    public static object? Load(Stream source, PickleOptions? options = null) => throw new NotImplementedException();

    /// <summary>Reads exactly one pickle from a stream as a <typeparamref name="T"/>.</summary>
    public static T Load<T>(Stream source, PickleOptions? options = null) => throw new NotImplementedException();

    /// <summary>Reads exactly one pickle from a stream, which stays open and is left right after it.</summary>
    public static ValueTask<object?> LoadAsync(Stream source, PickleOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Reads exactly one pickle from a stream as a <typeparamref name="T"/>.</summary>
    public static ValueTask<T> LoadAsync<T>(Stream source, PickleOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Reads exactly one pickle from a pipe, which is advanced right after it and not completed.</summary>
    public static ValueTask<object?> LoadAsync(PipeReader source, PickleOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Reads exactly one pickle from a pipe as a <typeparamref name="T"/>.</summary>
    public static ValueTask<T> LoadAsync<T>(PipeReader source, PickleOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Reads the pickles that follow each other in a stream, to its end.</summary>
    public static IEnumerable<object?> LoadAll(Stream source, PickleOptions? options = null, bool leaveOpen = true) => throw new NotImplementedException();

    /// <summary>Reads the pickles that follow each other in memory, to its end.</summary>
    public static IEnumerable<object?> LoadAll(ReadOnlyMemory<byte> pickles, PickleOptions? options = null) => throw new NotImplementedException();

    /// <summary>Reads the pickles that follow each other in a stream, to its end.</summary>
    public static IAsyncEnumerable<object?> LoadAllAsync(Stream source, PickleOptions? options = null, bool leaveOpen = true, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Reads the pickles that follow each other in a pipe, to its end.</summary>
    public static IAsyncEnumerable<object?> LoadAllAsync(PipeReader source, PickleOptions? options = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
