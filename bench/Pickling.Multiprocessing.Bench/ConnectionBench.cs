using System.Diagnostics;

namespace Pickling.Multiprocessing.Bench;

/// <summary>Pairs of .NET, of Python and of both, in turn, each several times with fresh processes.</summary>
/// <remarks>
/// CPython's throughput depends on what its allocator makes of the first messages, and stays so as long as the processes live;
/// so only fresh processes tell what it is. Of one pair what comes after its first second counts, of the pairs the median.
/// </remarks>
internal static class ConnectionBench
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.2);

    public static void Run(string python, int pairs, int rounds, string? only)
    {
        End net = new(Environment.ProcessPath!, []);
        End theirs = new(python, [Path.Combine(AppContext.BaseDirectory, "connection_bench.py")]);
        (string Title, End Driver, End Server)[] columns =
        [
            (".NET", net, net),
            ("CPython", theirs, theirs),
            (".NET to CPython", net, theirs),
            ("CPython to .NET", theirs, net),
            ("socket", theirs with { Suffix = "-bare" }, theirs with { Suffix = "-bare" }),
        ];
        Console.WriteLine("| | .NET | CPython | ratio | least | .NET to CPython | CPython to .NET | bare socket |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (bool isTcp in new[] { true, false })
        {
            foreach (Workload workload in Workload.All.Where(workload => only is null || workload.Kind == only))
            {
                double[][] seconds = [.. columns.Select(_ => new double[pairs])];
                for (int pair = 0; pair < pairs; pair++)
                {
                    for (int column = 0; column < columns.Length; column++)
                    {
                        seconds[column][pair] = Seconds(columns[column].Driver, columns[column].Server, isTcp, workload, rounds);
                    }
                }

                double least = seconds[1].Zip(seconds[0], static (their, our) => their / our).Min();
                double[] medians = [.. seconds.Select(Median)];
                string bare = workload.Kind == Workload.Trips ? "" : workload.Show(medians[4]);
                Console.WriteLine(
                    $"| {(isTcp ? "TCP" : "UNIX socket")}: {workload.Title} | {workload.Show(medians[0])} | {workload.Show(medians[1])} "
                    + $"| {medians[1] / medians[0]:N1} | {least:N1} | {workload.Show(medians[2])} | {workload.Show(medians[3])} | {bare} |");
            }
        }
    }

    private static double Seconds(End driver, End server, bool isTcp, Workload workload, int rounds)
    {
        string address = isTcp ? "0" : Path.Combine(Path.GetTempPath(), $"pickling-bench-{Guid.NewGuid():N}");
        using Pair pair = new(driver, server, address);

        // .NET compiles what runs often anew, in the background, in the first second.
        long start = Stopwatch.GetTimestamp();
        do
        {
            pair.Seconds(workload.Kind, workload.Count);
        }
        while (Stopwatch.GetElapsedTime(start) < WarmUp);

        return Enumerable.Range(0, rounds).Average(_ => pair.Seconds(workload.Kind, workload.Count));
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
