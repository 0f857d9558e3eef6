using System.Diagnostics;

namespace Pickling.Persistence.Bench;

/// <summary>How long saving a state of 100 MB takes beside writing as many bytes to the same disk, both flushed.</summary>
internal static class CheckpointBench
{
    private const int Rounds = 7;
    private const int Numbers = 11_000_000;
    private const int Bytes = 100_000_000;

    public static void Run(string folder)
    {
        double[] numbers = new double[Numbers];
        Random random = new(1);
        for (int index = 0; index < numbers.Length; index++)
        {
            numbers[index] = random.NextDouble();
        }

        byte[] bytes = new byte[Bytes];
        random.NextBytes(bytes);
        Compare(folder, "100 MB of floats", new Dictionary<string, object> { ["weights"] = numbers });
        Compare(folder, "100 MB of bytes", new Dictionary<string, object> { ["weights"] = bytes });
    }

    private static void Compare(string folder, string name, Dictionary<string, object> state)
    {
        byte[] pickle = Pickle.Dumps(state);
        string path = Path.Combine(folder, "raw");
        using CheckpointStore<Dictionary<string, object>> store = new(Path.Combine(folder, "store " + name), new() { Keep = 1 });
        List<double> raw = [];
        List<double> saves = [];
        List<double> copies = [];
        for (int round = 0; round < Rounds; round++)
        {
            // What an earlier save left to the background shall not count for the raw write.
            Thread.Sleep(250);
            raw.Add(Seconds(() =>
            {
                using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
                file.Write(pickle);
                file.Flush(flushToDisk: true);
            }));
            File.Delete(path);
            saves.Add(Seconds(() => store.Save(state)));
            Task<Checkpoint> background = Task.FromResult<Checkpoint>(null!);
            copies.Add(Seconds(() => background = store.SaveInBackground(state)));
            background.GetAwaiter().GetResult();
        }

        Console.WriteLine($"| {name} ({pickle.Length / 1e6:F0} MB) | {Middle(raw) * 1000:F0} ms | {Middle(saves) * 1000:F0} ms | {Middle(saves) / Middle(raw):F2} | {Middle(copies) * 1000:F0} ms |");
    }

    private static double Seconds(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Middle(List<double> seconds) => seconds.Order().ElementAt(seconds.Count / 2);
}
