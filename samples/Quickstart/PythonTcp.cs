using System.Diagnostics;
using System.Globalization;
using Pickling;

namespace Quickstart;

/// <summary>Connections shared with a real Python, in both directions.</summary>
internal static class PythonTcp
{
    private static readonly TimeSpan TimeMax = TimeSpan.FromMinutes(2);

    public static async Task RunAsync(Report report, Python python)
    {
        using CancellationTokenSource timeout = new(TimeMax);
        PickleOptions options = new() { Protocol = python.Protocol };
        await TalkToPythonServerAsync(report, python, options, timeout.Token);
        await ServePythonClientAsync(report, python, options, timeout.Token);
    }

    private static async Task TalkToPythonServerAsync(Report report, Python python, PickleOptions options, CancellationToken cancellationToken)
    {
        using Process server = python.Start("tcp.py", "serve", Number(python.Protocol));
        string? port = await server.StandardOutput.ReadLineAsync(cancellationToken);
        List<object?> replies = await EchoClient.ExchangeAsync(int.Parse(port!, CultureInfo.InvariantCulture), options, cancellationToken, Messages.Small, Messages.Big);
        await server.WaitForExitAsync(cancellationToken);
        report.Check($".NET client, Python {python.Version} server: the small tuple came back", Messages.IsSmall(replies[0]));
        report.Check($".NET client, Python {python.Version} server: the big one came back", Messages.IsBig(replies[1]) && server.ExitCode == 0);
    }

    private static async Task ServePythonClientAsync(Report report, Python python, PickleOptions options, CancellationToken cancellationToken)
    {
        using EchoServer server = new(options);
        Task serving = server.ServeOneAsync(cancellationToken);
        bool held = await python.RunAsync("tcp.py", ["send", Number(python.Protocol), Number(server.Port)], cancellationToken);
        if (held)
        {
            await serving;
        }

        report.Check($"Python {python.Version} client, .NET server: both came back as they were sent", held);
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
