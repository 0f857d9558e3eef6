using System.IO.Pipelines;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Pickling.Multiprocessing.Channels;

namespace Pickling.Multiprocessing;

/// <summary>Pickles one after the other over a plain socket or any other stream, for peers that use no multiprocessing.</summary>
/// <remarks>
/// <para>
/// It takes exactly one pickle at a time, however the bytes were chopped on their way, and whether the peer writes bare
/// pickles or puts a length before each. The peer in Python is <c>pickle.load(sock.makefile("rb"))</c> and
/// <c>sock.sendall(pickle.dumps(value))</c>.
/// </para>
/// <para>
/// There is no authentication: whoever can connect can send. What arrives is data all the same, and
/// <see cref="PickleOptions.Limits"/> bounds it. One thread may write while another reads.
/// </para>
/// </remarks>
public sealed class PickleStream : IDisposable, IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly PickleOptions _options;
    private readonly RawSource? _source;
    private readonly PickleConnection? _frames;

    /// <summary>Reads and writes pickles on a stream.</summary>
    /// <param name="stream">A stream that can do what is asked of it; closed with this.</param>
    /// <param name="options">How to dump and load; default <see cref="PickleOptions.Default"/>.</param>
    /// <param name="framing">What stands before each pickle; default nothing.</param>
    /// <param name="frameBytesMax">With a length before it, bytes at most of a pickle; default 2,147,483,647. Without: <see cref="PickleOptions.Limits"/>.</param>
    public PickleStream(Stream stream, PickleOptions? options = null, PickleStreamFraming framing = PickleStreamFraming.None, long frameBytesMax = FrameFormat.ShortLengthMax)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        _options = options ?? PickleOptions.Default;
        FrameFormat? format = FormatOf(framing);
        if (format is null)
        {
            _source = new RawSource(stream);
        }
        else
        {
            _frames = new PickleConnection(new StreamChannel(stream), ConnectionOptions(frameBytesMax), format: format);
        }
    }

    /// <summary>Reads and writes pickles on a pair of pipes, such as a connection of Kestrel.</summary>
    /// <param name="pipe">Its input is read and its output written.</param>
    /// <param name="options">How to dump and load; default <see cref="PickleOptions.Default"/>.</param>
    /// <param name="framing">What stands before each pickle; default nothing.</param>
    /// <param name="frameBytesMax">With a length before it, bytes at most of a pickle; default 2,147,483,647. Without: <see cref="PickleOptions.Limits"/>.</param>
    public PickleStream(IDuplexPipe pipe, PickleOptions? options = null, PickleStreamFraming framing = PickleStreamFraming.None, long frameBytesMax = FrameFormat.ShortLengthMax)
    {
        ArgumentNullException.ThrowIfNull(pipe);
        _stream = pipe.Output.AsStream();
        _options = options ?? PickleOptions.Default;
        FrameFormat? format = FormatOf(framing);
        if (format is null)
        {
            _source = new RawSource(pipe.Input.AsStream());
        }
        else
        {
            _frames = new PickleConnection(new PipeChannel(pipe), ConnectionOptions(frameBytesMax), format: format);
        }
    }

    /// <summary>Connects to a server over TCP.</summary>
    /// <param name="host">Name or IP address.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="options">How to dump and load; default <see cref="PickleOptions.Default"/>.</param>
    /// <param name="framing">What stands before each pickle; default nothing.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<PickleStream> ConnectAsync(
        string host,
        int port,
        PickleOptions? options = null,
        PickleStreamFraming framing = PickleStreamFraming.None,
        CancellationToken cancellationToken = default)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return new PickleStream(new NetworkStream(socket, ownsSocket: true), options, framing);
    }

    /// <summary>Loads the next pickle.</summary>
    /// <exception cref="EndOfStreamException">The stream ended, between two pickles.</exception>
    /// <exception cref="PickleException">The pickle is malformed, or the stream ended within it.</exception>
    public object? Load() => LoadAsync<object?>(isAsync: false, CancellationToken.None).Wait();

    /// <summary>Loads the next pickle as a .NET type.</summary>
    /// <exception cref="EndOfStreamException">The stream ended, between two pickles.</exception>
    /// <exception cref="PickleException">The pickle is malformed, no <typeparamref name="T"/>, or the stream ended within it.</exception>
    public T Load<T>() => LoadAsync<T>(isAsync: false, CancellationToken.None).Wait();

    /// <summary>Loads the next pickle.</summary>
    /// <exception cref="EndOfStreamException">The stream ended, between two pickles.</exception>
    /// <exception cref="PickleException">The pickle is malformed, or the stream ended within it.</exception>
    public ValueTask<object?> LoadAsync(CancellationToken cancellationToken = default) => LoadAsync<object?>(isAsync: true, cancellationToken);

    /// <summary>Loads the next pickle as a .NET type.</summary>
    /// <exception cref="EndOfStreamException">The stream ended, between two pickles.</exception>
    /// <exception cref="PickleException">The pickle is malformed, no <typeparamref name="T"/>, or the stream ended within it.</exception>
    public ValueTask<T> LoadAsync<T>(CancellationToken cancellationToken = default) => LoadAsync<T>(isAsync: true, cancellationToken);

    /// <summary>Loads pickles until the stream ends.</summary>
    public async IAsyncEnumerable<object?> LoadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            object? value;
            try
            {
                value = await LoadAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (EndOfStreamException)
            {
                yield break;
            }

            yield return value;
        }
    }

    /// <summary>Writes one pickle and sends it off.</summary>
    /// <remarks>An object that cannot be dumped writes nothing.</remarks>
    public void Dump(object? value) => Dump<object?>(value);

    /// <summary>Writes a .NET object in its typed form as one pickle and sends it off.</summary>
    /// <remarks>An object that cannot be dumped writes nothing.</remarks>
    public void Dump<T>(T value)
    {
        if (_frames is not null)
        {
            _frames.Send(value);
            return;
        }

        _stream.Write(Pickle.Dumps(value, _options));
        _stream.Flush();
    }

    /// <summary>Writes one pickle and sends it off.</summary>
    /// <remarks>An object that cannot be dumped writes nothing.</remarks>
    public ValueTask DumpAsync(object? value, CancellationToken cancellationToken = default) => DumpAsync<object?>(value, cancellationToken);

    /// <summary>Writes a .NET object in its typed form as one pickle and sends it off.</summary>
    /// <remarks>An object that cannot be dumped writes nothing.</remarks>
    public async ValueTask DumpAsync<T>(T value, CancellationToken cancellationToken = default)
    {
        if (_frames is not null)
        {
            await _frames.SendAsync(value, cancellationToken).ConfigureAwait(false);
            return;
        }

        await _stream.WriteAsync(Pickle.Dumps(value, _options), cancellationToken).ConfigureAwait(false);
        await _stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Closes the stream.</summary>
    public void Dispose()
    {
        _frames?.Dispose();
        _stream.Dispose();
    }

    /// <summary>Closes the stream.</summary>
    public ValueTask DisposeAsync()
    {
        _frames?.Dispose();
        return _stream.DisposeAsync();
    }

    private async ValueTask<T> LoadAsync<T>(bool isAsync, CancellationToken cancellationToken)
    {
        if (_frames is not null)
        {
            return isAsync ? await _frames.ReceiveAsync<T>(cancellationToken).ConfigureAwait(false) : _frames.Receive<T>();
        }

        if (!await _source!.HasMoreAsync(isAsync, cancellationToken).ConfigureAwait(false))
        {
            throw new EndOfStreamException("The peer closed the stream.");
        }

        if (typeof(T) == typeof(object))
        {
            return (T)(isAsync ? await Pickle.LoadAsync(_source, _options, cancellationToken).ConfigureAwait(false) : Pickle.Load(_source, _options))!;
        }

        return isAsync ? await Pickle.LoadAsync<T>(_source, _options, cancellationToken).ConfigureAwait(false) : Pickle.Load<T>(_source, _options);
    }

    private static PrefixFormat? FormatOf(PickleStreamFraming framing) => framing switch
    {
        PickleStreamFraming.None => null,
        PickleStreamFraming.BigEndian32 => new PrefixFormat(sizeof(uint), isLittleEndian: false),
        PickleStreamFraming.LittleEndian32 => new PrefixFormat(sizeof(uint), isLittleEndian: true),
        PickleStreamFraming.BigEndian64 => new PrefixFormat(sizeof(ulong), isLittleEndian: false),
        PickleStreamFraming.LittleEndian64 => new PrefixFormat(sizeof(ulong), isLittleEndian: true),
        _ => throw new ArgumentOutOfRangeException(nameof(framing), framing, "No framing of a stream."),
    };

    private PickleConnectionOptions ConnectionOptions(long frameBytesMax) => new() { Pickle = _options, FrameBytesMax = frameBytesMax };
}
