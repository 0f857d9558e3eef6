using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Pickling;

namespace Quickstart;

/// <summary>Sends pickles to an echo server and loads what comes back.</summary>
internal static class EchoClient
{
    /// <summary>Sends the messages one after the other on one connection; returns the replies.</summary>
    public static async Task<List<object?>> ExchangeAsync(int port, PickleOptions options, CancellationToken cancellationToken, params object[] messages)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        NetworkStream stream = client.GetStream();

        // One reader for the whole connection: it may hold bytes of the next pickle already.
        PipeReader reader = PipeReader.Create(stream);
        List<object?> replies = [];
        foreach (object message in messages)
        {
            await Pickle.DumpAsync(message, stream, options, cancellationToken);
            replies.Add(await Pickle.LoadAsync(reader, options, cancellationToken));
        }

        await reader.CompleteAsync();
        return replies;
    }
}
