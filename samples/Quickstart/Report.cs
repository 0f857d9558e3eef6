using System.Diagnostics;

namespace Quickstart;

/// <summary>Prints what held and what did not, and ends in the exit code that says so.</summary>
internal sealed class Report
{
    private int _failures;

    /// <summary>Runs the parts one after the other; 0 only if every check of every part held.</summary>
    public static async Task<int> RunAsync(params (string Name, Func<Report, Task> Part)[] parts)
    {
        Report report = new();
        foreach ((string name, Func<Report, Task> part) in parts)
        {
            long start = Stopwatch.GetTimestamp();
            Console.WriteLine();
            Console.WriteLine(name);
            try
            {
                await part(report);
            }
            catch (Exception error)
            {
                report.Check($"{error.GetType().Name}: {error.Message}", false);
            }

            Console.WriteLine($"  ({Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms)");
        }

        Console.WriteLine();
        Console.WriteLine(report._failures == 0 ? "All held." : $"{report._failures} FAILED.");
        return report._failures == 0 ? 0 : 1;
    }

    /// <summary>One result.</summary>
    public void Check(string what, bool held)
    {
        _failures += held ? 0 : 1;
        Console.WriteLine($"  {(held ? "ok    " : "FAILED")} {what}");
    }
}
