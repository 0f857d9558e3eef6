namespace Pickling.Multiprocessing.Bench;

/// <summary>Pairs of .NET beside pairs of Python, in turn, the best of some rounds each.</summary>
internal static class ConnectionBench
{
    private static readonly (string Kind, int Count, string Title, Func<int, double, string> Show)[] Workloads =
    [
        ("trips", 5_000, "round trips of a small object", static (count, seconds) => $"{count / seconds:N0} /s"),
        ("bytes", 200, "1 MB of bytes, one way", static (count, seconds) => $"{count / seconds:N0} MB/s"),
        ("floats", 50, "1 MB of floats, one way", static (count, seconds) => $"{count / seconds:N0} MB/s"),
    ];

    public static void Run(string python, int rounds)
    {
        string own = Environment.ProcessPath!;
        string script = Path.Combine(AppContext.BaseDirectory, "connection_bench.py");
        Console.WriteLine("| | .NET | CPython | ratio |");
        Console.WriteLine("|---|---|---|---|");
        foreach (bool isTcp in new[] { false, true })
        {
            using var ours = new Pair(own, [], Address(isTcp));
            using var theirs = new Pair(python, [script], Address(isTcp));
            foreach ((string kind, int count, string title, Func<int, double, string> show) in Workloads)
            {
                (double our, double their) = (double.MaxValue, double.MaxValue);
                for (int round = 0; round < rounds; round++)
                {
                    our = Math.Min(our, ours.Seconds(kind, count));
                    their = Math.Min(their, theirs.Seconds(kind, count));
                }

                Console.WriteLine($"| {(isTcp ? "TCP" : "UNIX socket")}: {title} | {show(count, our)} | {show(count, their)} | {their / our:N1} |");
            }
        }
    }

    private static string Address(bool isTcp) => isTcp ? "0" : Path.Combine(Path.GetTempPath(), $"pickling-bench-{Guid.NewGuid():N}");
}
