using System.Net;
using System.Net.Sockets;
using Pickling;
using Pickling.Multiprocessing;

namespace Quickstart;

/// <summary>Loads every pickle of one connection and sends each back, in small pieces.</summary>
internal sealed class EchoServer : IDisposable
{
    // Small and odd, so that a reply arrives chopped at any place.
    private const int PieceBytes = 997;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly PickleOptions _options;

    public EchoServer(PickleOptions options)
    {
        _options = options;
        _listener.Start();
    }

    /// <summary>The port that the system chose.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Serves one connection until the client ends it.</summary>
    public async Task ServeOneAsync(CancellationToken cancellationToken)
    {
        using TcpClient client = await _listener.AcceptTcpClientAsync(cancellationToken);
        client.NoDelay = true;
        NetworkStream stream = client.GetStream();
        await using PickleStream pickles = new(stream, _options);
        await foreach (object? message in pickles.LoadAllAsync(cancellationToken))
        {
            ReadOnlyMemory<byte> reply = Pickle.Dumps(message, _options);
            while (!reply.IsEmpty)
            {
                int length = Math.Min(PieceBytes, reply.Length);
                await stream.WriteAsync(reply[..length], cancellationToken);
                reply = reply[length..];
            }
        }
    }

    public void Dispose() => _listener.Dispose();
}
