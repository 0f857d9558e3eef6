using Pickling;
using Pickling.Multiprocessing;

namespace Quickstart;

/// <summary>Sends pickles to an echo server and loads what comes back.</summary>
internal static class EchoClient
{
    /// <summary>Sends the messages one after the other on one connection; returns the replies.</summary>
    public static async Task<List<object?>> ExchangeAsync(int port, PickleOptions options, CancellationToken cancellationToken, params object[] messages)
    {
        await using PickleStream stream = await PickleStream.ConnectAsync("127.0.0.1", port, options, cancellationToken: cancellationToken);
        List<object?> replies = [];
        foreach (object message in messages)
        {
            await stream.DumpAsync(message, cancellationToken);
            replies.Add(await stream.LoadAsync(cancellationToken));
        }

        return replies;
    }
}
