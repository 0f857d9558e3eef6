using Pickling;

namespace Quickstart;

/// <summary>TCP: objects over a connection, however the bytes are chopped on their way.</summary>
internal static class TcpMessages
{
    private static readonly TimeSpan TimeMax = TimeSpan.FromMinutes(2);

    public static async Task RunAsync(Report report)
    {
        using CancellationTokenSource timeout = new(TimeMax);
        PickleOptions options = PickleOptions.Default;
        using EchoServer server = new(options);
        Task serving = server.ServeOneAsync(timeout.Token);
        List<object?> replies = await EchoClient.ExchangeAsync(server.Port, options, timeout.Token, Messages.Small, Messages.Big);
        await serving;

        report.Check($"the small tuple came back: {replies[0]}", Messages.IsSmall(replies[0]));
        report.Check("the big one too, on the same connection, in pieces", Messages.IsBig(replies[1]));
        CheckSingleRead(report);
    }

    // What the classic example does: one recv(4096), and whatever has arrived by then is all there is.
    private static void CheckSingleRead(Report report)
    {
        byte[] big = Pickle.Dumps(Messages.Big);
        try
        {
            Pickle.Loads(big.AsSpan(0, 4096));
            report.Check("4096 bytes of the big one are no pickle", false);
        }
        catch (PickleTruncatedException error)
        {
            report.Check($"the first 4096 of its {big.Length:N0} bytes alone say so: {error.Message}", true);
        }
    }
}
