using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Pickling.Multiprocessing.Authentication;
using Pickling.Multiprocessing.Channels;

namespace Pickling.Multiprocessing;

/// <summary>Connects to a listener: Python's <c>multiprocessing.connection.Client</c>.</summary>
public static class PickleClient
{
    /// <summary>Connects, and proves to the listener that both have the same key.</summary>
    /// <param name="address">
    /// Where it listens: an <see cref="IPEndPoint"/>, a <see cref="DnsEndPoint"/> or a
    /// <see cref="UnixDomainSocketEndPoint"/> (a path that starts with <c>\0</c> is one of Linux's abstract names); on Windows also a
    /// <see cref="PickleNamedPipeEndPoint"/>.
    /// </param>
    /// <param name="options">Key, limits and how to dump and load; default <see cref="PickleConnectionOptions.Default"/>.</param>
    /// <exception cref="PickleAuthenticationException">The two keys differ.</exception>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    /// <exception cref="TimeoutException">It took longer than <see cref="PickleConnectionOptions.HandshakeTimeout"/>.</exception>
    public static PickleConnection Connect(EndPoint address, PickleConnectionOptions? options = null) =>
        address is not PickleNamedPipeEndPoint && (options ?? PickleConnectionOptions.Default) is { Tls: null } plain
            ? ConnectBlocking(address, plain)
            : ConnectAsync(address, options).GetAwaiter().GetResult();

    /// <summary>Connects over TCP to a host by its name or number.</summary>
    /// <param name="host">Name or IP address.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="options">Key, limits and how to dump and load; default <see cref="PickleConnectionOptions.Default"/>.</param>
    public static PickleConnection Connect(string host, int port, PickleConnectionOptions? options = null) =>
        Connect(new DnsEndPoint(host, port), options);

    /// <summary>Connects over TCP to a host by its name or number.</summary>
    /// <param name="host">Name or IP address.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="options">Key, limits and how to dump and load; default <see cref="PickleConnectionOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static Task<PickleConnection> ConnectAsync(string host, int port, PickleConnectionOptions? options = null, CancellationToken cancellationToken = default) =>
        ConnectAsync(new DnsEndPoint(host, port), options, cancellationToken);

    /// <summary>Connects, and proves to the listener that both have the same key.</summary>
    /// <param name="address">Where it listens, as for <see cref="Connect(EndPoint, PickleConnectionOptions?)"/>.</param>
    /// <param name="options">Key, limits and how to dump and load; default <see cref="PickleConnectionOptions.Default"/>.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="PickleAuthenticationException">The two keys differ.</exception>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    /// <exception cref="TimeoutException">It took longer than <see cref="PickleConnectionOptions.HandshakeTimeout"/>.</exception>
    public static async Task<PickleConnection> ConnectAsync(EndPoint address, PickleConnectionOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        options ??= PickleConnectionOptions.Default;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.HandshakeTimeout);
        if (address is PickleNamedPipeEndPoint pipe)
        {
            return await ConnectPipeAsync(pipe, options, deadline.Token, cancellationToken).ConfigureAwait(false);
        }

        Socket socket = NewSocket(address);
        bool isConnected = false;
        try
        {
            await socket.ConnectAsync(address, deadline.Token).ConfigureAwait(false);
            isConnected = true;
            return await Opening.AsClientAsync(socket, options, deadline.Token).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            socket.Dispose();
            if (error is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                throw TookTooLong(address, options, isConnected, error);
            }

            if (error is SocketException refusal)
            {
                throw Addresses.CannotConnect(address, refusal);
            }

            throw;
        }
    }

    private static async Task<PickleConnection> ConnectPipeAsync(
        PickleNamedPipeEndPoint address, PickleConnectionOptions options, CancellationToken deadline, CancellationToken cancellationToken)
    {
        try
        {
            ByteChannel channel = await NamedPipes.ConnectAsync(address, options.FrameBytesMax, deadline).ConfigureAwait(false);
            return await Opening.ProveAsync(channel, address, options, isListener: false, isAsync: true, deadline).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw TookTooLong(address, options, isConnected: false, error);
        }
    }

    // Blocks all the way, so that the connection's blocking calls stay fast (see SocketChannel).
    private static PickleConnection ConnectBlocking(EndPoint address, PickleConnectionOptions options)
    {
        ArgumentNullException.ThrowIfNull(address);
        long start = Stopwatch.GetTimestamp();
        Socket socket = NewSocket(address);
        bool isConnected = false;
        try
        {
            if (options.HandshakeTimeout == Timeout.InfiniteTimeSpan)
            {
                socket.Connect(address);
                return Opening.AsClient(socket, options, Timeout.InfiniteTimeSpan);
            }

            // Linux ends a connect with this timeout too.
            socket.SendTimeout = (int)Math.Clamp(options.HandshakeTimeout.TotalMilliseconds, 1, int.MaxValue);
            socket.Connect(address);
            isConnected = true;
            TimeSpan rest = options.HandshakeTimeout - Stopwatch.GetElapsedTime(start);
            return Opening.AsClient(socket, options, rest > TimeSpan.Zero ? rest : TimeSpan.Zero);
        }
        catch (Exception error)
        {
            socket.Dispose();
            if (error is TimeoutException or SocketException { SocketErrorCode: SocketError.TimedOut })
            {
                throw TookTooLong(address, options, isConnected, error);
            }

            if (error is SocketException refusal)
            {
                throw Addresses.CannotConnect(address, refusal);
            }

            throw;
        }
    }

    // A listener without a key says nothing, and Python's client waits for it for ever.
    private static TimeoutException TookTooLong(EndPoint address, PickleConnectionOptions options, bool isConnected, Exception error) => new(
        $"Connecting to {Addresses.NameOf(address)} took longer than {options.HandshakeTimeout}."
            + (isConnected && options.AuthenticationKey is not null ? " It accepted, but the handshake did not end: it may have no key, or want TLS." : ""),
        error);

    private static Socket NewSocket(EndPoint address) => address is UnixDomainSocketEndPoint
        ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        : new Socket(SocketType.Stream, ProtocolType.Tcp);
}
