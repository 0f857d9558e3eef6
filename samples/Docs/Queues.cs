using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pickling.Rq;
using StackExchange.Redis;

namespace Pickling.Docs;

/// <summary>The snippets of docs/rq.md. They need a Redis server, so they are compiled and not run.</summary>
internal static class Queues
{
    public static async Task EnqueueAsync()
    {
        // snippet: rq-enqueue
        await using ConnectionMultiplexer redis = await ConnectionMultiplexer.ConnectAsync("localhost");
        var queue = new RqQueue(redis.GetDatabase(), "default");

        RqJob job = await queue.EnqueueAsync("shop.tasks.price", "A-1", 3);
        double price = await job.GetResultAsync<double>(TimeSpan.FromMinutes(1));
        // end
        Console.WriteLine(price);
    }

    public static async Task CallAsync(RqQueue queue, RqJob first)
    {
        // snippet: rq-call
        RqJob job = await queue.EnqueueAsync(new RqCall("shop.tasks.price", "A-1")
        {
            Keywords = new Dictionary<string, object?> { ["quantity"] = 3 },
            RunTime = TimeSpan.FromSeconds(30),
            Retries = 3,
            RetryIntervals = [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1)],
            ResultLifetime = TimeSpan.FromHours(1),
            DependsOn = [first.Id],
        });
        await queue.EnqueueInAsync(TimeSpan.FromMinutes(5), new RqCall("shop.tasks.remind", job.Id));
        // end
    }

    public static async Task ErrorsAsync(RqJob job)
    {
        // snippet: rq-errors
        try
        {
            await job.GetResultAsync<double>(TimeSpan.FromMinutes(1));
        }
        catch (RqJobException error)
        {
            Console.WriteLine(error.PythonType);
            Console.WriteLine(error.Traceback);
        }
        // end
    }

    public static async Task WorkAsync()
    {
        // snippet: rq-worker
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton<IConnectionMultiplexer>(await ConnectionMultiplexer.ConnectAsync("localhost"));
        builder.Services.AddRqWorker(
            functions => functions
                .Add("shop.tasks.price", (string sku, int quantity) => quantity * 2.5)
                .Add("shop.tasks.sync", async (List<Guid> orders, RqJobContext job, CancellationToken cancellation) =>
                {
                    await Task.Delay(orders.Count, cancellation);
                    return job.Id;
                }),
            new RqWorkerOptions { Queues = ["high", "default"], Concurrency = 8 });
        await builder.Build().RunAsync();
        // end
    }
}
