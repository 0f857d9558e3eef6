using System.Diagnostics;

namespace Pickling.Bench;

/// <summary>.NET's side of the benchmark: one workload, one operation, timed on demand. The twin of python_peer.py.</summary>
internal static class PeerLoop
{
    public const string Command = "peer";

    private const double SampleNanoseconds = 20_000_000;
    private const int SmallCalls = 40;
    private const int TieringRounds = 12;
    private const int SettlingRoundsMax = 40;

    // Longer than the runtime's tiering delay of 100 ms, after which it compiles what was called often enough.
    private static readonly TimeSpan TieringPause = TimeSpan.FromMilliseconds(150);

    /// <summary>Runs as a peer: CONTENDER FOLDER NAME OPERATION [memory], then a sample for each line of input.</summary>
    public static int Run(IReadOnlyList<string> arguments, TextReader input, TextWriter output)
    {
        try
        {
            if (arguments is [var contender, var folder, var name, var operation, MemoryUse.Word])
            {
                output.WriteLine(Memory(Jobs.Create(contender, folder, name, operation)));
                return 0;
            }

            Func<object?> call = WarmUp(arguments[0], arguments[1], arguments[2], arguments[3], out int number);
            output.WriteLine($"ready {number}");
            output.Flush();
            while (input.ReadLine() is not null)
            {
                output.WriteLine(TakeSample(call, number));
                output.Flush();
            }

            return 0;
        }
        catch (Exception error)
        {
            string firstSentence = error.Message.ReplaceLineEndings(" ").Split(". ")[0];
            output.WriteLine($"failed {error.GetType().Name}: {firstSentence}");
            return 1;
        }
    }

    /// <summary>Makes the call, lets the compiler finish with it, and says how many calls make a sample.</summary>
    public static Func<object?> WarmUp(string contender, string folder, string name, string operation, out int number)
    {
        // The loops of a process that has been up for a while: a small pickle of the same shape takes the code through
        // its tiers, which a big one alone would reach only after thirty calls.
        Func<object?> small = Jobs.Create(contender, Path.Combine(folder, "small"), name, operation);
        for (int round = 0; round < TieringRounds; round++)
        {
            Times(small, SmallCalls);
            Thread.Sleep(TieringPause);
        }

        Func<object?> call = Jobs.Create(contender, folder, name, operation);
        Times(call, 1);
        number = NumberFor(Times(call, 1).CpuNanoseconds);
        number = NumberFor(Times(call, number).CpuNanoseconds);
        return call;

        static int NumberFor(double nanoseconds) => (int)Math.Clamp(SampleNanoseconds / Math.Max(nanoseconds, 1), 1, 1_000_000);
    }

    /// <summary>Times a number of calls: one large call from a clean heap, many small ones as in a program that is up for a while.</summary>
    public static Sample TakeSample(Func<object?> call, int number)
    {
        // Twice: after one collection the youngest generation's budget still follows the last result's death, and
        // every other sample gets by without a collection of its own.
        GC.Collect();
        GC.Collect();
        if (number > 1)
        {
            Settle(call, number);
        }

        return Times(call, number);
    }

    // After a full collection the next calls allocate where the system first has to give memory, which takes longer than a
    // small call itself. From the youngest generation's own collection on they allocate where they did before.
    private static void Settle(Func<object?> call, int number)
    {
        int collections = GC.CollectionCount(0);
        for (int round = 0; round < SettlingRoundsMax && GC.CollectionCount(0) == collections; round++)
        {
            Times(call, number);
        }
    }

    private static Sample Times(Func<object?> call, int number)
    {
        object? result = null;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long wall = Stopwatch.GetTimestamp();
        long cpu = ThreadClock.Nanoseconds;
        for (int i = 0; i < number; i++)
        {
            result = call();
        }

        cpu = ThreadClock.Nanoseconds - cpu;
        TimeSpan elapsed = Stopwatch.GetElapsedTime(wall);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        GC.KeepAlive(result);
        return new((double)cpu / number, elapsed.TotalNanoseconds / number, allocated / number);
    }

    private static MemoryUse Memory(Func<object?> call)
    {
        call();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        object? result = call();
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        long kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        GC.KeepAlive(result);
        return new(allocated, Math.Max(kept, 0));
    }
}
