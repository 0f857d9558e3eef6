using System.IO.Pipelines;
using System.Net;
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
/// <para>
/// With a length before each, a pickle that cannot be read is read over, and a load that is cancelled loses nothing. Without,
/// nobody knows where the next one begins once a load ended within a pickle, cancelled or malformed: nothing more is loaded then.
/// </para>
/// </remarks>
public sealed class PickleStream : IDisposable, IAsyncDisposable
{
    private const byte Stop = (byte)'.';

    // Its own end is what a stream is closed by; a pair of pipes is closed by the channel.
    private readonly Stream? _stream;
    private readonly ByteChannel _channel;
    private readonly PickleOptions _options;

    // Bare pickles come from the one, those behind a length from the other.
    private readonly RawSource? _source;
    private readonly PickleConnection? _frames;
    private Exception? _fault;
    private volatile bool _isDisposed;

    /// <summary>Reads and writes pickles on a stream.</summary>
    /// <param name="stream">A stream that can do what is asked of it; closed with this.</param>
    /// <param name="options">How to dump and load; default <see cref="PickleOptions.Default"/>.</param>
    /// <param name="framing">What stands before each pickle; default nothing.</param>
    /// <param name="frameBytesMax">With a length before it, bytes at most of a pickle; default 2,147,483,647. Without: <see cref="PickleOptions.Limits"/>.</param>
    public PickleStream(Stream stream, PickleOptions? options = null, PickleStreamFraming framing = PickleStreamFraming.None, long frameBytesMax = FrameFormat.ShortLengthMax)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        _channel = new StreamChannel(stream);
        _options = options ?? PickleOptions.Default;
        (_source, _frames) = Over(_channel, framing, frameBytesMax);
    }

    /// <summary>Reads and writes pickles on a pair of pipes, such as a connection of Kestrel.</summary>
    /// <param name="pipe">Its input is read and its output written; both are completed with this.</param>
    /// <param name="options">How to dump and load; default <see cref="PickleOptions.Default"/>.</param>
    /// <param name="framing">What stands before each pickle; default nothing.</param>
    /// <param name="frameBytesMax">With a length before it, bytes at most of a pickle; default 2,147,483,647. Without: <see cref="PickleOptions.Limits"/>.</param>
    public PickleStream(IDuplexPipe pipe, PickleOptions? options = null, PickleStreamFraming framing = PickleStreamFraming.None, long frameBytesMax = FrameFormat.ShortLengthMax)
    {
        ArgumentNullException.ThrowIfNull(pipe);
        _channel = new PipeChannel(pipe);
        _options = options ?? PickleOptions.Default;
        (_source, _frames) = Over(_channel, framing, frameBytesMax);
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
        var address = new DnsEndPoint(host, port);
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw Addresses.CannotConnect(address, error);
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
    public void Dump<T>(T value) => DumpAsync(value, isAsync: false, CancellationToken.None).Wait();

    /// <summary>Writes one pickle and sends it off.</summary>
    /// <remarks>An object that cannot be dumped writes nothing.</remarks>
    public ValueTask DumpAsync(object? value, CancellationToken cancellationToken = default) => DumpAsync<object?>(value, cancellationToken);

    /// <summary>Writes a .NET object in its typed form as one pickle and sends it off.</summary>
    /// <remarks>An object that cannot be dumped writes nothing.</remarks>
    public ValueTask DumpAsync<T>(T value, CancellationToken cancellationToken = default) => DumpAsync(value, isAsync: true, cancellationToken);

    /// <summary>Closes the stream.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _frames?.Dispose();
        _channel.Dispose();
    }

    /// <summary>Closes the stream.</summary>
    public ValueTask DisposeAsync()
    {
        _isDisposed = true;
        _frames?.Dispose();
        if (_stream is not null)
        {
            return _stream.DisposeAsync();
        }

        _channel.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask DumpAsync<T>(T value, bool isAsync, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_frames is null)
        {
            await _channel.WriteAsync(Pickle.Dumps(value, _options), isAsync, cancellationToken).ConfigureAwait(false);
        }
        else if (isAsync)
        {
            await _frames.SendAsync(value, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            _frames.Send(value);
        }
    }

    private async ValueTask<T> LoadAsync<T>(bool isAsync, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        try
        {
            if (_frames is not null)
            {
                return isAsync ? await _frames.ReceiveAsync<T>(cancellationToken).ConfigureAwait(false) : _frames.Receive<T>();
            }

            return await LoadBareAsync<T>(_source!, isAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (_isDisposed && error is IOException)
        {
            throw new ObjectDisposedException("The stream was closed here meanwhile.", error);
        }
    }

    private async ValueTask<T> LoadBareAsync<T>(RawSource source, bool isAsync, CancellationToken cancellationToken)
    {
        if (_fault is not null)
        {
            throw new PickleConnectionException("An earlier load ended within a pickle; where the next one begins, nobody knows: " + _fault.Message, _fault);
        }

        if (!await source.HasMoreAsync(isAsync, cancellationToken).ConfigureAwait(false))
        {
            throw new EndOfStreamException("The peer closed the stream.");
        }

        long takenBefore = source.TakenBytes;
        try
        {
            if (typeof(T) == typeof(object))
            {
                return (T)(isAsync ? await Pickle.LoadAsync(source, _options, cancellationToken).ConfigureAwait(false) : Pickle.Load(source, _options))!;
            }

            return isAsync ? await Pickle.LoadAsync<T>(source, _options, cancellationToken).ConfigureAwait(false) : Pickle.Load<T>(source, _options);
        }
        catch (Exception error) when (source.TakenBytes > takenBefore && EndedWithin(source, error))
        {
            _fault = error;
            throw;
        }
    }

    // A pickle whose object only is not what was asked for was taken whole. Of a stream that cannot seek no more is taken than
    // the pickle is sure to have, so the last byte of it tells: STOP.
    private static bool EndedWithin(RawSource source, Exception error) => error is not PickleException || source.LastTaken != Stop;

    private (RawSource? Source, PickleConnection? Frames) Over(ByteChannel channel, PickleStreamFraming framing, long frameBytesMax) =>
        FormatOf(framing) is FrameFormat format
            ? (null, new PickleConnection(channel, new PickleConnectionOptions { Pickle = _options, FrameBytesMax = frameBytesMax }, format: format))
            : (new RawSource(channel), null);

    private static PrefixFormat? FormatOf(PickleStreamFraming framing) => framing switch
    {
        PickleStreamFraming.None => null,
        PickleStreamFraming.BigEndian32 => new PrefixFormat(sizeof(uint), isLittleEndian: false),
        PickleStreamFraming.LittleEndian32 => new PrefixFormat(sizeof(uint), isLittleEndian: true),
        PickleStreamFraming.BigEndian64 => new PrefixFormat(sizeof(ulong), isLittleEndian: false),
        PickleStreamFraming.LittleEndian64 => new PrefixFormat(sizeof(ulong), isLittleEndian: true),
        _ => throw new ArgumentOutOfRangeException(nameof(framing), framing, "No framing of a stream."),
    };
}
