using System.Diagnostics;

namespace Pickling.Queues.Killer;

/// <summary>Enqueues jobs, kills workers and the server while they run, and counts: every job must have its result.</summary>
public sealed class Massacre(string system, int jobs)
{
    private const int WorkerCount = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Random _random = new(20_261_122);
    private readonly List<Process> _workers = [];

    public async Task<int> RunAsync()
    {
        string folder = Directory.CreateTempSubdirectory("pickling-killer-").FullName;
        try
        {
            await using Fleet fleet = await Fleet.StartAsync(system, folder);
            await fleet.EnqueueAsync(jobs);
            (int workersKilled, int serversKilled) = await KillAsync(fleet, folder);
            int status = Count(folder, workersKilled, serversKilled, await fleet.CountResultsAsync());
            if (status != 0)
            {
                Console.WriteLine(await fleet.DescribeOpenAsync());
            }

            return status;
        }
        finally
        {
            foreach (Process worker in _workers)
            {
                End(worker);
            }

            Directory.Delete(folder, recursive: true);
        }
    }

    // A worker dies each time that a part of the jobs is done; the server dies when half of them are.
    private async Task<(int Workers, int Servers)> KillAsync(Fleet fleet, string folder)
    {
        for (int i = 0; i < WorkerCount; i++)
        {
            _workers.Add(StartWorker(fleet, folder));
        }

        int step = Math.Max(20, jobs / 20);
        int workersKilled = 0;
        int serversKilled = 0;
        var time = Stopwatch.StartNew();
        while (true)
        {
            int runs = Directory.EnumerateFiles(folder, "runs-*").Sum(file => ReadLines(file).Count);
            if (runs >= jobs / 2 && serversKilled == 0)
            {
                fleet.KillServer();
                serversKilled++;
            }
            else if (runs >= (workersKilled + 1) * step && runs < jobs)
            {
                int victim = _random.Next(WorkerCount);
                End(_workers[victim]);
                _workers[victim] = StartWorker(fleet, folder);
                workersKilled++;
            }

            if (runs >= jobs && await fleet.IsDoneAsync())
            {
                return (workersKilled, serversKilled);
            }

            if (time.Elapsed > Patience)
            {
                Console.WriteLine($"Not done after {Patience}.");
                return (workersKilled, serversKilled);
            }

            await Task.Delay(20);
        }
    }

    private int Count(string folder, int workersKilled, int serversKilled, long results)
    {
        List<string> runs = [.. Directory.EnumerateFiles(folder, "runs-*").SelectMany(ReadLines)];
        int lost = jobs - runs.Distinct().Count();
        Console.WriteLine(
            $"{system}: {jobs} jobs, {workersKilled} workers and {serversKilled} servers killed: {lost} lost, {jobs - results} without result, {runs.Count - runs.Distinct().Count()} run again");
        return lost == 0 && results == jobs ? 0 : 1;
    }

    // The last line may be half written when its worker was killed; then its job runs again.
    private static List<string> ReadLines(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        string text = reader.ReadToEnd();
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private Process StartWorker(Fleet fleet, string folder) =>
        Process.Start(new ProcessStartInfo("dotnet", [typeof(Massacre).Assembly.Location, "work-" + system, fleet.Address, folder]))!;

    private static void End(Process worker)
    {
        worker.Kill();
        worker.WaitForExit();
        worker.Dispose();
    }
}
