using System.Globalization;
using Pickling;
using Pickling.Persistence;

namespace Quickstart;

/// <summary>Files shared with a real Python, in both directions.</summary>
internal static class PythonFiles
{
    private static readonly TimeSpan TimeMax = TimeSpan.FromMinutes(2);

    public static async Task RunAsync(Report report, Python python)
    {
        using CancellationTokenSource timeout = new(TimeMax);
        using TemporaryFolder folder = new();
        string protocol = python.Protocol.ToString(CultureInfo.InvariantCulture);

        await using (FileStream file = File.Create(folder["from-dotnet.pkl"]))
        {
            await Pickle.DumpAsync(SharedState.Value, file, new PickleOptions { Protocol = python.Protocol }, timeout.Token);
        }

        bool read = await python.RunAsync("files.py", ["read", folder["from-dotnet.pkl"]], timeout.Token);
        report.Check($".NET writes protocol {protocol}, Python {python.Version} reads", read);

        bool written = await python.RunAsync("files.py", ["write", folder["from-python.pkl"], protocol], timeout.Token);
        await using FileStream again = File.OpenRead(folder["from-python.pkl"]);
        object? loaded = written ? await Pickle.LoadAsync(again, SharedState.OptionsFor(python), timeout.Token) : null;
        report.Check($"Python {python.Version} writes protocol {protocol}, .NET reads", SharedState.IsValue(loaded));

        await ShareShelfAsync(report, python, folder["shelf"], timeout.Token);
    }

    // dbm.dumb, which is in every Python.
    private static async Task ShareShelfAsync(Report report, Python python, string path, CancellationToken cancellationToken)
    {
        ShelfOptions options = new() { Backend = ShelfBackend.Dumb, Pickle = SharedState.OptionsFor(python) };
        using (Shelf<object> shelf = Shelf<object>.Open(path, options))
        {
            shelf["from .NET"] = SharedState.Value;
        }

        bool shared = await python.RunAsync("shelf.py", [path], cancellationToken);
        using Shelf<object> again = Shelf<object>.Open(path, options);
        report.Check($"a shelf written in .NET, changed by Python {python.Version}, read in .NET: {string.Join(", ", again.Keys)}", shared && SharedState.IsValue(again["from Python"]));
    }
}
