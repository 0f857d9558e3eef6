using System.Diagnostics;
using System.Globalization;
using Pickling.Persistence.Crasher;

namespace Pickling.Persistence.Tests;

/// <summary>The program that saves until it is killed.</summary>
internal sealed class CrashingProcess : IDisposable
{
    private readonly Process _process;

    private CrashingProcess(Process process) => _process = process;

    public static string Assembly { get; } = typeof(CrashState).Assembly.Location;

    public static CrashingProcess Start(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", [Assembly, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_TieredPGO"] = "0";
        return new(Process.Start(start)!);
    }

    /// <summary>Runs it to its end.</summary>
    /// <returns>What it said.</returns>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        using CrashingProcess running = Start(arguments);
        Task<string> errors = running._process.StandardError.ReadToEndAsync();
        string output = await running._process.StandardOutput.ReadToEndAsync();
        return output + await errors;
    }

    /// <summary>Waits until it has resumed and, unless early, saved; lets it save for a while more, and kills it.</summary>
    /// <returns>What it resumed from, and the last that it said it had saved.</returns>
    public async Task<(long Resumed, long Saved)> KillAsync(bool isEarly, TimeSpan after)
    {
        Task<string> errors = _process.StandardError.ReadToEndAsync();
        string first = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the process died: " + await errors);
        long resumed = Number(first, "resumed");
        long saved = resumed;
        if (!isEarly)
        {
            string second = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the process died: " + await errors);
            saved = Number(second, "saved");
        }

        Task<string> rest = _process.StandardOutput.ReadToEndAsync();

        // Task.Delay is a timer of whole milliseconds; the kill should come at any moment.
        long end = Stopwatch.GetTimestamp() + (long)(after.TotalSeconds * Stopwatch.Frequency);
        await Task.Delay(TimeSpan.FromMilliseconds(Math.Floor(after.TotalMilliseconds)));
        while (Stopwatch.GetTimestamp() < end)
        {
            Thread.SpinWait(10);
        }

        if (_process.HasExited)
        {
            throw new InvalidOperationException("the process died by itself: " + await errors);
        }

        _process.Kill();
        await _process.WaitForExitAsync();
        string[] lines = (await rest).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return (resumed, lines.Length == 0 ? saved : Number(lines[^1], "saved"));
    }

    public void Dispose() => _process.Dispose();

    private static long Number(string line, string word) => line.StartsWith(word + " ", StringComparison.Ordinal)
        ? long.Parse(line.AsSpan(word.Length + 1), CultureInfo.InvariantCulture)
        : throw new InvalidOperationException($"'{line}' is not '{word} NUMBER'");
}
