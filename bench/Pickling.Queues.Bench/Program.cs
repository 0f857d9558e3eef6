using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Pickling.Rq;
using StackExchange.Redis;

// Jobs a second into RQ, beside Python's rq, each against the same fresh Redis server: one by one (each waits for Redis), from
// 16 callers at once on one connection, and in batches of 250; in turns, the medians at the end. Before the first round everything has
// run as often as .NET's compiler wants to see it. Arguments: how many jobs (20,000 when none is given), how many rounds (7).
int jobs = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 20_000;
int rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 7;
int port;
using (var listener = new TcpListener(IPAddress.Loopback, 0))
{
    listener.Start();
    port = ((IPEndPoint)listener.LocalEndpoint).Port;
}

using Process server = Process.Start(new ProcessStartInfo("/usr/bin/redis-server", ["--port", $"{port}", "--bind", "127.0.0.1", "--save", ""]) { RedirectStandardOutput = true })!;
try
{
    server.OutputDataReceived += static (_, _) => { };
    server.BeginOutputReadLine();
    await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port},abortConnect=false,connectRetry=20,allowAdmin=true");
    var queue = new RqQueue(connection.GetDatabase(), "bench");
    Console.WriteLine($"{jobs} jobs: add(number, b='two'); jobs a second");
    Console.WriteLine($"{"",-22}{"one by one",12}{"16 at once",12}{"batches",12}");
    for (int i = 0; i < 3; i++)
    {
        await RateAsync(2_000, OneByOneAsync);
        await RateAsync(2_000, AtOnceAsync);
        await RateAsync(2_000, BatchesAsync);

        // The compiler looks ten times a second, and begins when nothing new was compiled in between.
        await Task.Delay(500);
    }

    await FlushAsync();
    List<double[]> pythons = [];
    List<double[]> all = [];
    for (int round = 0; round < rounds; round++)
    {
        double[] python = [.. (await RunPythonAsync()).Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        await FlushAsync();
        double[] ours = [await RateAsync(jobs, OneByOneAsync), await RateAsync(jobs, AtOnceAsync), await RateAsync(jobs, BatchesAsync)];
        await FlushAsync();
        pythons.Add(python);
        all.Add(ours);
        Console.WriteLine($"{$"round {round + 1}, times",-22}{ours[0] / python[0],12:N1}{ours[1] / python[0],12:N1}{ours[2] / python[1],12:N1}");
    }

    Console.WriteLine($"{"Python's rq",-22}{Median(pythons, 0),12:N0}{"",12}{Median(pythons, 1),12:N0}");
    Console.WriteLine($"{"Pickling.Rq",-22}{Median(all, 0),12:N0}{Median(all, 1),12:N0}{Median(all, 2),12:N0}");
    Console.WriteLine(
        $"{"times as many",-22}{Median(all, 0) / Median(pythons, 0),12:N1}{Median(all, 1) / Median(pythons, 0),12:N1}{Median(all, 2) / Median(pythons, 1),12:N1}");

    async Task OneByOneAsync(int count)
    {
        for (int number = 0; number < count; number++)
        {
            await queue.EnqueueAsync(Call(number));
        }
    }

    Task AtOnceAsync(int count) => Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, _) => await queue.EnqueueAsync(Call(number)));

    Task BatchesAsync(int count) => queue.EnqueueManyAsync(Enumerable.Range(0, count).Select(Call));

    async Task FlushAsync() => await connection.GetServers()[0].FlushAllDatabasesAsync();
}
finally
{
    server.Kill();
}

return;

static double Median(List<double[]> rates, int column) => rates.Select(rate => rate[column]).Order().ElementAt(rates.Count / 2);

static RqCall Call(int number) => new("tasks.add", number) { Keywords = new Dictionary<string, object?> { ["b"] = "two" } };

static async Task<double> RateAsync(int count, Func<int, Task> enqueue)
{
    long start = Stopwatch.GetTimestamp();
    await enqueue(count);
    return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
}

async Task<string> RunPythonAsync()
{
    using Process python = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "rq_bench.py"), $"{port}", $"{jobs}"]) { RedirectStandardOutput = true })!;
    string output = await python.StandardOutput.ReadToEndAsync();
    await python.WaitForExitAsync();
    return output.Trim();
}
