using System.Diagnostics;
using System.Globalization;

namespace Pickling.Persistence.Bench;

/// <summary>Writes and reads of a shelf of 100,000 keys, beside CPython's shelve on the same backend, in turns.</summary>
internal static class ShelfBench
{
    private const int Rounds = 3;
    private const int Keys = 100_000;

    public static void Run(string folder, string python)
    {
        foreach ((ShelfBackend backend, string module) in new[] { (ShelfBackend.Sqlite, "sqlite3"), (ShelfBackend.Dumb, "dumb") })
        {
            List<(double Write, double Read)> ours = [];
            List<(double Write, double Read)> theirs = [];
            for (int round = 0; round < Rounds; round++)
            {
                ours.Add(Dotnet(Path.Combine(folder, $"dotnet {module} {round}"), backend));
                theirs.Add(Python(python, module, Path.Combine(folder, $"python {module} {round}")));
            }

            Print($"dbm.{module}, writes", ours.Min(times => times.Write), theirs.Min(times => times.Write));
            Print($"dbm.{module}, reads", ours.Min(times => times.Read), theirs.Min(times => times.Read));
        }
    }

    private static (double Write, double Read) Dotnet(string path, ShelfBackend backend)
    {
        using var shelf = Shelf<Dictionary<string, object>>.Open(path, new() { Backend = backend });
        long start = Stopwatch.GetTimestamp();
        for (int number = 0; number < Keys; number++)
        {
            shelf[Key(number)] = new()
            {
                ["id"] = number,
                ["name"] = string.Create(CultureInfo.InvariantCulture, $"customer {number}"),
                ["total"] = number * 1.25,
                ["tags"] = new[] { "a", "b" },
            };
        }

        double write = Stopwatch.GetElapsedTime(start).TotalSeconds;
        start = Stopwatch.GetTimestamp();
        for (int number = 0; number < Keys; number++)
        {
            if ((long)shelf[Key(number)]["id"] != number)
            {
                throw new InvalidOperationException("wrong value");
            }
        }

        return (write, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static (double Write, double Read) Python(string python, string module, string path)
    {
        string script = Path.Combine(AppContext.BaseDirectory, "shelf_bench.py");
        using Process process = Process.Start(new ProcessStartInfo(python, [script, module, path, Keys.ToString(CultureInfo.InvariantCulture)]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{python} did not run {script} (exit code {process.ExitCode}); the argument is a CPython 3.13");
        }

        double[] seconds = [.. output.Split(' ', StringSplitOptions.TrimEntries).Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        return (seconds[0], seconds[1]);
    }

    private static string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"key {number}");

    private static void Print(string name, double ours, double theirs) =>
        Console.WriteLine($"| {name} | {Keys / ours:N0} a second | {Keys / theirs:N0} a second | {theirs / ours:F2} |");
}
