using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Pickling.Multiprocessing.Channels;

namespace Pickling.Multiprocessing.Authentication;

/// <summary>From a connected socket to a connection whose peer is known: TLS, then the two proofs.</summary>
internal static class Opening
{
    public static async Task<PickleConnection> AsClientAsync(Socket socket, PickleConnectionOptions options, CancellationToken cancellationToken)
    {
        PrepareSocket(socket);
        ByteChannel channel = options.Tls is null
            ? new SocketChannel(socket, options.BusyWait)
            : await TlsAsync(socket, (tls, token) => tls.AuthenticateAsClientAsync(options.Tls, token), cancellationToken).ConfigureAwait(false);
        return await ProveAsync(channel, socket, options, isListener: false, cancellationToken).ConfigureAwait(false);
    }

    public static async Task<PickleConnection> AsListenerAsync(Socket socket, PickleListenerOptions options, CancellationToken cancellationToken)
    {
        PrepareSocket(socket);
        ByteChannel channel = options.ServerTls is null
            ? new SocketChannel(socket, options.BusyWait)
            : await TlsAsync(socket, (tls, token) => tls.AuthenticateAsServerAsync(options.ServerTls, token), cancellationToken).ConfigureAwait(false);
        return await ProveAsync(channel, socket, options, isListener: true, cancellationToken).ConfigureAwait(false);
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

    private static async Task<PickleConnection> ProveAsync(
        ByteChannel channel,
        Socket socket,
        PickleConnectionOptions options,
        bool isListener,
        CancellationToken cancellationToken)
    {
        EndPoint? peer = socket.RemoteEndPoint;
        PickleConnection connection = new(channel, options, peer);
        try
        {
            if (options.AuthenticationKey is ReadOnlyMemory<byte> secret)
            {
                byte[] key = secret.ToArray();
                if (isListener)
                {
                    await Handshake.DeliverAsync(connection, key, cancellationToken).ConfigureAwait(false);
                    await Handshake.AnswerAsync(connection, key, cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    await Handshake.AnswerAsync(connection, key, cancellationToken).ConfigureAwait(false);
                    await Handshake.DeliverAsync(connection, key, cancellationToken).ConfigureAwait(false);
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
