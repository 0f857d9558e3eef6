using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Pickling.Rq;
using StackExchange.Redis;

// Jobs a second into RQ, beside Python's rq, each against the same fresh Redis server: one by one (each waits for Redis), from
// 16 callers at once on one connection, and in batches of 250. Argument: how many jobs; 20,000 when none is given.
int jobs = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 20_000;
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
    for (int round = 0; round < 3; round++)
    {
        double[] python = [.. (await RunPythonAsync()).Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        await FlushAsync();
        await RateAsync(2_000, OneByOneAsync);
        double[] ours = [await RateAsync(jobs, OneByOneAsync), await RateAsync(jobs, AtOnceAsync), await RateAsync(jobs, BatchesAsync)];
        await FlushAsync();
        Console.WriteLine($"{"Python's rq",-22}{python[0],12:N0}{"",12}{python[1],12:N0}");
        Console.WriteLine($"{"Pickling.Rq",-22}{ours[0],12:N0}{ours[1],12:N0}{ours[2],12:N0}");
        Console.WriteLine($"{"times as many",-22}{ours[0] / python[0],12:N1}{ours[1] / python[0],12:N1}{ours[2] / python[1],12:N1}");
    }

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
