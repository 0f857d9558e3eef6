using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Pickling.Multiprocessing.Channels;

namespace Pickling.Multiprocessing.Authentication;

/// <summary>From a connected socket to a connection whose peer is known: TLS, then the two proofs.</summary>
internal static class Opening
{
    /// <summary>As a client whose socket is connected, without TLS, on this thread.</summary>
    /// <exception cref="TimeoutException">It took longer than there was time.</exception>
    public static PickleConnection AsClient(Socket socket, PickleConnectionOptions options, TimeSpan rest) =>
        Prove(socket, options, isListener: false, rest, CancellationToken.None);

    public static async Task<PickleConnection> AsClientAsync(Socket socket, PickleConnectionOptions options, CancellationToken cancellationToken)
    {
        PrepareSocket(socket);
        ByteChannel channel = options.Tls is null
            ? new SocketChannel(socket, options.BusyWait)
            : await TlsAsync(socket, (tls, token) => tls.AuthenticateAsClientAsync(options.Tls, token), cancellationToken).ConfigureAwait(false);
        return await ProveAsync(channel, socket.RemoteEndPoint, options, isListener: false, isAsync: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>As a listener that accepted a socket, without TLS, on this thread.</summary>
    /// <exception cref="TimeoutException">It took longer than <see cref="PickleConnectionOptions.HandshakeTimeout"/>, or the listener closed.</exception>
    public static PickleConnection AsListener(Socket socket, PickleListenerOptions options, CancellationToken closing) =>
        Prove(socket, options, isListener: true, options.HandshakeTimeout, closing);

    public static async Task<PickleConnection> AsListenerOverTlsAsync(Socket socket, PickleListenerOptions options, CancellationToken cancellationToken)
    {
        PrepareSocket(socket);
        ByteChannel channel = await TlsAsync(socket, (tls, token) => tls.AuthenticateAsServerAsync(options.ServerTls!, token), cancellationToken).ConfigureAwait(false);
        return await ProveAsync(channel, socket.RemoteEndPoint, options, isListener: true, isAsync: true, cancellationToken).ConfigureAwait(false);
    }

    private static PickleConnection Prove(Socket socket, PickleConnectionOptions options, bool isListener, TimeSpan rest, CancellationToken closing)
    {
        PrepareSocket(socket);
        var channel = new SocketChannel(socket, options.BusyWait);
        channel.SetDeadline(rest);
        using CancellationTokenRegistration onClosing = closing.Register(channel.Dispose);
        PickleConnection connection = ProveAsync(channel, socket.RemoteEndPoint, options, isListener, isAsync: false, CancellationToken.None).GetAwaiter().GetResult();
        channel.SetDeadline(Timeout.InfiniteTimeSpan);
        return connection;
    }

    private static void PrepareSocket(Socket socket)
    {
        // A message and its header leave together; waiting for more would only delay them.
        if (socket.ProtocolType == ProtocolType.Tcp)
        {
            socket.NoDelay = true;
        }
    }

    private static async Task<ByteChannel> TlsAsync(Socket socket, Func<SslStream, CancellationToken, Task> authenticate, CancellationToken cancellationToken)
    {
        SslStream tls = new(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await authenticate(tls, cancellationToken).ConfigureAwait(false);
            return new StreamChannel(tls);
        }
        catch (Exception error)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            if (error is System.Security.Authentication.AuthenticationException or IOException)
            {
                throw new PickleAuthenticationException("TLS could not be set up: " + error.Message, error);
            }

            throw;
        }
    }

    /// <summary>Over a channel that is connected already: the two proofs alone.</summary>
    public static async Task<PickleConnection> ProveAsync(
        ByteChannel channel,
        EndPoint? peer,
        PickleConnectionOptions options,
        bool isListener,
        bool isAsync,
        CancellationToken cancellationToken)
    {
        PickleConnection connection = new(channel, options, peer);
        try
        {
            if (options.AuthenticationKey is ReadOnlyMemory<byte> secret)
            {
                byte[] key = secret.ToArray();
                if (isListener)
                {
                    await Handshake.DeliverAsync(connection, key, isAsync, cancellationToken).ConfigureAwait(false);
                    await Handshake.AnswerAsync(connection, key, isAsync, cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    await Handshake.AnswerAsync(connection, key, isAsync, cancellationToken).ConfigureAwait(false);
                    await Handshake.DeliverAsync(connection, key, isAsync, cancellationToken).ConfigureAwait(false);
                }
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
