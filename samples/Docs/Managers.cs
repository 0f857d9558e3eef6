using System.Net;
using Pickling.Model;
using Pickling.Multiprocessing;

namespace Pickling.Docs;

/// <summary>The snippets of docs/managers.md.</summary>
internal static class Managers
{
    // With a program of Python, the server is there for it until `untilDone` is.
    public static async Task ServerAsync(Func<EndPoint, Task>? untilDone = null)
    {
        int port = 0;
        byte[] key = "a secret of ours"u8.ToArray();

        // snippet: manager-server
        var stockType = new PickleManagerType<Stock>("Stock", call => new Stock(call.Argument<string>(0, "place")))
            .Method("add", (stock, call) => stock.Add(call.Argument<string>(0), call.Argument(1, "count", 1)))
            .AsyncMethod("sold_out", async (stock, call) => await stock.SoldOutAsync(call.CancellationToken));

        var jobs = new PickleSharedQueue();
        await jobs.PutAsync("first");

        await using var server = PickleManagerServer.OnLoopback(port, new PickleManagerServerOptions
        {
            AuthenticationKey = key,
            Types = PickleManagerTypes.Standard.Add(stockType).Add(PickleManagerShares.Queue("get_jobs", jobs)),
        });
        // end
        if (untilDone is not null)
        {
            await untilDone(server.Address);
            return;
        }

        await using PickleManagerClient client = await PickleManagerClient.ConnectAsync(server.Address, new PickleConnectionOptions { AuthenticationKey = key });
        await using PickleProxy stock = await client.CreateAsync("Stock", "Berlin");
        await stock.CallAsync<int>("add", "apples", 3);
    }

    // Needs a manager of Python, so it is compiled and not run; tests/Pickling.Multiprocessing.Tests runs its like.
    private static async Task ClientAsync(int port, byte[] key)
    {
        // snippet: manager
        var options = new PickleConnectionOptions { AuthenticationKey = key };
        await using PickleManagerClient manager = await PickleManagerClient.ConnectAsync(new DnsEndPoint("localhost", port), options);

        await using PickleProxy results = await manager.CreateAsync("dict");
        await results.CallAsync("__setitem__", "total", 17);
        long total = await results.CallAsync<long>("get", "total");

        await using PickleProxy queue = await manager.CreateAsync("Queue");
        await queue.CallAsync("put", PyTuple.Create("job", total));
        object? copy = await results.GetValueAsync(); // {'total': 17}
        // end
    }

    public static async Task TypedAsync()
    {
        byte[] key = "a secret of ours"u8.ToArray();
        var options = new PickleConnectionOptions { AuthenticationKey = key };

        // snippet: manager-typed-server
        await using var server = PickleManagerServer.OnLoopback(port: 0, new PickleManagerServerOptions
        {
            AuthenticationKey = key,
            Types = PickleManagerTypes.Standard.Add(PickleManagerType.FromInterface<IShop>("Shop", _ => new Shop())),
        });
        // end

        // snippet: manager-typed
        await using PickleManagerClient manager = await PickleManagerClient.ConnectAsync(server.Address, options);
        IShop shop = await manager.CreateAsync<IShop>("Shop");
        Console.WriteLine(shop.AddItem("apples", 3)); // 3
        Console.WriteLine(await shop.CountOfAsync("apples")); // 3
        // end

        // snippet: manager-thread
        await using PickleProxy door = await manager.CreateAsync("RLock");
        await using PickleManagerThread thread = manager.StartThread();
        PickleProxy mine = thread.Use(door);
        await mine.CallAsync("acquire");
        await mine.CallAsync("release"); // by the same caller
        // end
    }

    // snippet: manager-interface
    public interface IShop
    {
        int AddItem(string item, int count = 1); // add_item in Python

        Task<int> CountOfAsync(string item); // count_of

        [PickleMethod("__len__")]
        int Count();
    }
    // end

    private sealed class Shop : IShop
    {
        private readonly Dictionary<string, int> _counts = [];

        public int AddItem(string item, int count)
        {
            lock (_counts)
            {
                return _counts[item] = _counts.GetValueOrDefault(item) + count;
            }
        }

        public Task<int> CountOfAsync(string item) => Task.FromResult(_counts.GetValueOrDefault(item));

        public int Count() => _counts.Count;
    }

    private sealed class Stock(string place)
    {
        private readonly Dictionary<string, int> _counts = [];

        public int Add(string item, int count)
        {
            lock (_counts)
            {
                return _counts[item] = _counts.GetValueOrDefault(item) + count;
            }
        }

        public async Task<string> SoldOutAsync(CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return place;
        }
    }
}
