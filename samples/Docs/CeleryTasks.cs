using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Pickling.Celery;
using Pickling.Celery.RabbitMq;
using Pickling.Workers;
using StackExchange.Redis;

namespace Pickling.Docs;

/// <summary>The snippets of docs/celery.md. They need servers, so they are compiled and not run.</summary>
internal static class CeleryTasks
{
    public static async Task SendAsync()
    {
        // snippet: celery-send
        await using ConnectionMultiplexer redis = await ConnectionMultiplexer.ConnectAsync("localhost");
        var client = new CeleryClient(redis.GetDatabase());

        CeleryTask task = await client.SendAsync("shop.tasks.price", "A-1", 3);
        double price = await task.GetResultAsync<double>(TimeSpan.FromMinutes(1));
        // end
        Console.WriteLine(price);
    }

    public static async Task SendOverRabbitMqAsync()
    {
        // snippet: celery-rabbitmq-send
        await using var rabbit = new RabbitMqBroker("amqp://guest:guest@localhost:5672//");
        var client = new CeleryClient(rabbit);

        CeleryTask task = await client.SendAsync("shop.tasks.price", "A-1", 3);
        double price = await task.GetResultAsync<double>(TimeSpan.FromMinutes(1));
        // end
        Console.WriteLine(price);
    }

    public static async Task WorkOnRabbitMqAsync()
    {
        // snippet: celery-rabbitmq-worker
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton(_ => new RabbitMqBroker("amqp://guest:guest@localhost:5672//"));
        builder.Services.AddCeleryWorkerOnRabbitMq(
            functions => functions.Add("shop.tasks.price", (string sku, int quantity) => quantity * 2.5),
            new CeleryWorkerOptions { Queues = ["prices", "celery"], Concurrency = 8 });
        await builder.Build().RunAsync();
        // end
    }

    public static async Task FlowAsync(CeleryClient client)
    {
        // snippet: celery-flow
        CeleryTask total = await client.SendAsync(CeleryFlow.Chain(
            new CeleryCall("shop.tasks.price", "A-1", 3),
            new CeleryCall("shop.tasks.add_tax")));

        CeleryTask sum = await client.SendAsync(CeleryFlow.Chord(
            new CeleryCall("shop.tasks.sum"),
            new CeleryCall("shop.tasks.price", "A-1", 3),
            new CeleryCall("shop.tasks.price", "B-7", 1)));

        IReadOnlyList<CeleryTask> prices = await client.SendGroupAsync(CeleryFlow.Group(
            new CeleryCall("shop.tasks.price", "A-1", 3),
            new CeleryCall("shop.tasks.price", "B-7", 1)));
        // end
        Console.WriteLine($"{await total.GetResultAsync<double>()} {await sum.GetResultAsync<double>()} {prices.Count}");
    }

    public static async Task CallAsync(CeleryClient client)
    {
        // snippet: celery-call
        CeleryTask task = await client.SendAsync(new CeleryCall("shop.tasks.price", "A-1")
        {
            Keywords = new Dictionary<string, object?> { ["quantity"] = 3 },
            Queue = "prices",
            Eta = DateTimeOffset.UtcNow.AddMinutes(5),
            Expires = DateTimeOffset.UtcNow.AddHours(1),
            SoftTimeLimit = TimeSpan.FromSeconds(30),
        });
        await task.RevokeAsync(terminates: true);
        // end
    }

    public static async Task ErrorsAsync(CeleryTask task)
    {
        // snippet: celery-errors
        try
        {
            await task.GetResultAsync<double>(TimeSpan.FromMinutes(1));
        }
        catch (CeleryTaskException error)
        {
            Console.WriteLine(error.Error?.Type);
            Console.WriteLine(error.Traceback);
        }
        // end
    }

    public static async Task WorkAsync()
    {
        // snippet: celery-worker
        HostApplicationBuilder builder = Host.CreateApplicationBuilder();
        builder.Services.AddSingleton<IConnectionMultiplexer>(await ConnectionMultiplexer.ConnectAsync("localhost"));
        builder.Services.AddCeleryWorker(
            functions => functions.Add("shop.tasks.price", (string sku, int quantity) => quantity * 2.5),
            new CeleryWorkerOptions { Queues = ["prices", "celery"], Concurrency = 8 });
        await builder.Build().RunAsync();
        // end
    }

    public static void Register(WorkerFunctions functions, HttpClient http)
    {
        // snippet: celery-retry
        functions.Add("shop.tasks.fetch", async (Uri address, CeleryTaskContext task, CancellationToken cancellation) =>
        {
            try
            {
                return await http.GetStringAsync(address, cancellation);
            }
            catch (HttpRequestException error)
            {
                throw task.Retry(TimeSpan.FromSeconds(10), retriesMax: 5, error);
            }
        });
        // end
    }
}
