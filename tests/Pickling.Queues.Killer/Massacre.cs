using System.Diagnostics;
using Pickling.Celery;
using Pickling.Rq;
using StackExchange.Redis;

namespace Pickling.Queues.Killer;

/// <summary>Enqueues jobs, kills workers and Redis while they run, and counts: every job must have its result.</summary>
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
            using var redis = new KillableRedis(folder);
            await using ConnectionMultiplexer connection = await Workers.ConnectAsync($"{redis.Port}");
            await EnqueueAsync(connection.GetDatabase());
            (int workersKilled, int serversKilled) = await KillAsync(redis, connection.GetDatabase(), folder);
            return Count(folder, workersKilled, serversKilled, await CountResultsAsync(connection));
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

    private async Task EnqueueAsync(IDatabase database)
    {
        if (system == "rq")
        {
            await new RqQueue(database).EnqueueManyAsync(Enumerable.Range(0, jobs).Select(number => new RqCall("killer.run", number) { ResultLifetime = TimeSpan.FromHours(1) }));
            return;
        }

        var client = new CeleryClient(database);
        foreach (int[] chunk in Enumerable.Range(0, jobs).Chunk(100))
        {
            await Task.WhenAll(chunk.Select(number => client.SendAsync("killer.run", number)));
        }
    }

    // A worker dies each time that a part of the jobs is done; the server dies when half of them are.
    private async Task<(int Workers, int Servers)> KillAsync(KillableRedis redis, IDatabase database, string folder)
    {
        for (int i = 0; i < WorkerCount; i++)
        {
            _workers.Add(StartWorker(redis.Port, folder));
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
                redis.KillAndRestart();
                serversKilled++;
            }
            else if (runs >= (workersKilled + 1) * step && runs < jobs)
            {
                int victim = _random.Next(WorkerCount);
                End(_workers[victim]);
                _workers[victim] = StartWorker(redis.Port, folder);
                workersKilled++;
            }

            if (runs >= jobs && await IsDoneAsync(database))
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

    private async Task<bool> IsDoneAsync(IDatabase database)
    {
        try
        {
            return system == "rq"
                ? await database.ListLengthAsync("rq:queue:default") == 0 && await database.SortedSetLengthAsync("rq:wip:default") == 0
                : await database.ListLengthAsync("celery") == 0 && await database.HashLengthAsync("unacked") == 0;
        }
        catch (Exception error) when (error is RedisException or RedisTimeoutException)
        {
            return false;
        }
    }

    private async Task<long> CountResultsAsync(ConnectionMultiplexer connection)
    {
        if (system == "rq")
        {
            return await connection.GetDatabase().SortedSetLengthAsync("rq:finished:default");
        }

        long count = 0;
        await foreach (RedisKey unused in connection.GetServers()[0].KeysAsync(pattern: "celery-task-meta-*"))
        {
            count++;
        }

        return count;
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

    private Process StartWorker(int port, string folder) =>
        Process.Start(new ProcessStartInfo("dotnet", [typeof(Massacre).Assembly.Location, "work-" + system, $"{port}", folder]))!;

    private static void End(Process worker)
    {
        worker.Kill();
        worker.WaitForExit();
        worker.Dispose();
    }
}
