using System.Globalization;
using Pickling.Celery;
using Pickling.Celery.RabbitMq;
using Pickling.Rq;
using Pickling.Workers;
using StackExchange.Redis;

namespace Pickling.Queues.Killer;

/// <summary>Workers that may be killed at any time. Each run of a job is a line in a file of the process's own.</summary>
internal static class Workers
{
    public static async Task<int> RunRqAsync(string port, string folder)
    {
        await using ConnectionMultiplexer redis = await ConnectAsync(port);
        await new RqWorker(redis, Functions(folder), new RqWorkerOptions
        {
            Concurrency = 4,
            HeartbeatInterval = TimeSpan.FromMilliseconds(500),
            AbandonedAfter = TimeSpan.FromSeconds(4),
            MaintenanceInterval = TimeSpan.FromMilliseconds(500),
            RequeuesAbandonedJobs = true,
        }).RunAsync(CancellationToken.None);
        return 0;
    }

    public static async Task<int> RunCeleryAsync(string port, string folder)
    {
        await using ConnectionMultiplexer redis = await ConnectAsync(port);
        await new CeleryWorker(redis.GetDatabase(), Functions(folder), new CeleryWorkerOptions
        {
            Concurrency = 4,
            HeartbeatInterval = TimeSpan.FromMilliseconds(500),
            VisibilityTimeout = TimeSpan.FromSeconds(4),
        }).RunAsync(CancellationToken.None);
        return 0;
    }

    public static async Task<int> RunCeleryOnRabbitMqAsync(string url, string folder)
    {
        await using var broker = new RabbitMqBroker(url);
        await new CeleryWorker(broker, Functions(folder), new CeleryWorkerOptions { Concurrency = 4 }).RunAsync(CancellationToken.None);
        return 0;
    }

    public static Task<ConnectionMultiplexer> ConnectAsync(string port) =>
        ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{port},abortConnect=false,connectRetry=100,connectTimeout=2000,syncTimeout=20000,asyncTimeout=20000");

    private static WorkerFunctions Functions(string folder)
    {
        var runs = new FileStream(Path.Combine(folder, $"runs-{Environment.ProcessId}"), FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        return new WorkerFunctions().Add("killer.run", async (int number) =>
        {
            lock (runs)
            {
                runs.Write(System.Text.Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture) + "\n"));
            }

            await Task.Delay(2);
            return number;
        });
    }
}
