using System.Globalization;
using System.Net;
using Pickling.Mapping;
using Pickling.Model;
using Xunit;

namespace Pickling.Multiprocessing.Tests;

/// <summary>Interfaces as proxies of Python objects, and as what Python may call.</summary>
public sealed class TypedProxyTests
{
    private static readonly byte[] Key = "a secret"u8.ToArray();

    public interface ICalculator : IAsyncDisposable
    {
        long Add(long number, long times = 1);

        Task<long> AddAsync(long number, CancellationToken cancellationToken);

        void Fail();

        [PickleMethod("function")]
        ValueTask<object?> Unpicklable();
    }

    public interface IJobs
    {
        Task PutAsync(Job job);

        ValueTask<Job> GetAsync(bool block = true, double? timeout = null);

        int Qsize();
    }

    public interface ISettings
    {
        string Colour { get; set; }

        [PickleMethod("line_width")]
        int Width { get; set; }
    }

    public interface INumbers
    {
        double this[int index] { get; set; }

        void Append(double number);

        [PickleMethod("__len__")]
        int Count();
    }

    public interface IWarehouse
    {
        int AddItem(string item, int count = 1);

        Task<Job> NextJobAsync(string itemName, CancellationToken cancellationToken);

        void Forget(Job job);

        Task WaitAsync();

        ValueTask<IReadOnlyList<Job>> JobsOf(IReadOnlyDictionary<string, int> counts);
    }

    public interface IPart
    {
        int Number();
    }

    public interface IParts
    {
        [PickleMethod("find", ResultTypeId = "Part")]
        IPart? Find(int number);

        [PickleMethod("make", ResultTypeId = "Part")]
        Task<IPart> MakeAsync(int number);

        [PickleMethod("count_to", ResultTypeId = "Iterator")]
        IEnumerable<int> CountTo(int end);

        int SumOf(IPart part, IReadOnlyList<int> numbers);

        int SumOfAll(IReadOnlyList<IPart> parts);

        string Import(string from, char letter = 'x');

        int Add(int a);

        Task<int> AddAsync(int a, CancellationToken cancellationToken);
    }

    public interface IOverloads
    {
        int Add(int a);

        int Add(int a, int b);
    }

    public interface IWithEvent
    {
        event Action Changed;
    }

    public interface IWithProperty
    {
        int Count { get; }
    }

    public interface IGeneric
    {
        T Get<T>();
    }

    [Theory]
    [InlineData("2.7")]
    [InlineData("3.6")]
    [InlineData("3.13")]
    public async Task An_interface_stands_for_an_object_of_Python(string version)
    {
        using Python python = Python.Start(version, "manager.py", Convert.ToHexString(Key));
        var address = new IPEndPoint(IPAddress.Loopback, int.Parse(await python.ReadLineAsync(), CultureInfo.InvariantCulture));
        await using PickleManagerClient manager = await PickleManagerClient.ConnectAsync(address, new PickleConnectionOptions
        {
            AuthenticationKey = Key,
            Pickle = PickleOptions.Default with { Protocol = version == "2.7" ? 2 : 4 },
        });

        await using (ICalculator calculator = await manager.CreateAsync<ICalculator>("Calculator", 10))
        {
            Assert.Equal(13, calculator.Add(3));
            Assert.Equal(19, calculator.Add(3, times: 2));
            Assert.Equal(20, await calculator.AddAsync(1, TestContext.Current.CancellationToken));
            Assert.Equal("KeyError", Assert.Throws<PickleManagerException>(calculator.Fail).ErrorType?.Name);
            Assert.NotNull((await Assert.ThrowsAsync<PickleManagerException>(() => calculator.Unpicklable().AsTask())).Traceback);
        }

        Assert.Equal(0, await manager.CountObjectsAsync());
        ISettings settings = await manager.CreateAsync<ISettings>("Namespace");
        settings.Colour = "red";
        settings.Width = 3;
        Assert.Equal(("red", 3), (settings.Colour, settings.Width));

        INumbers numbers = await manager.CreateAsync<INumbers>("list", PyList.Create(1.5));
        numbers.Append(2);
        numbers[0] = 7;
        Assert.Equal((7.0, 2.0, 2), (numbers[0], numbers[1], numbers.Count()));

        IJobs jobs = await manager.CreateAsync<IJobs>("Queue");
        await jobs.PutAsync(new Job { Name = "first", Steps = [1, 2] });
        Assert.Equal(1, jobs.Qsize());
        Job job = await jobs.GetAsync();
        Assert.Equal("first", job.Name);
        Assert.Equal([1, 2], job.Steps);
        PickleManagerException empty = await Assert.ThrowsAsync<PickleManagerException>(() => jobs.GetAsync(timeout: 0.01).AsTask());
        Assert.Equal("Empty", empty.ErrorType?.Name);
    }

    [Theory]
    [InlineData("2.7")]
    [InlineData("3.6")]
    [InlineData("3.13")]
    public async Task The_methods_of_an_interface_are_called_by_Python(string version)
    {
        var warehouse = new Warehouse();
        await using var server = PickleManagerServer.OnLoopback(0, new PickleManagerServerOptions
        {
            AuthenticationKey = Key,
            Types = PickleManagerTypes.Empty.Add(PickleManagerType.FromInterface<IWarehouse>("Warehouse", _ => warehouse)),
        });
        string port = ((IPEndPoint)server.Address).Port.ToString(CultureInfo.InvariantCulture);
        using Python python = Python.Start(version, "typed_client.py", port, Convert.ToHexString(Key));

        Assert.Equal("held", await python.EndAsync());
        Assert.Equal("from Python", warehouse.Forgotten?.Name);
    }

    [Theory]
    [InlineData("2.7")]
    [InlineData("3.6")]
    [InlineData("3.13")]
    public async Task Results_of_an_interface_are_shared_where_it_says_so(string version)
    {
        PickleManagerType<IParts> parts = PickleManagerType.FromInterface<IParts>("Parts", _ => new Parts());
        Assert.Equal(["add", "count_to", "find", "import_", "make", "sum_of", "sum_of_all"], parts.MethodNames.Order(StringComparer.Ordinal));
        await using var server = PickleManagerServer.OnLoopback(0, new PickleManagerServerOptions
        {
            AuthenticationKey = Key,
            Types = PickleManagerTypes.Standard.Add(parts).Add(PickleManagerType.FromInterface<IPart>("Part", null)),
        });
        string port = ((IPEndPoint)server.Address).Port.ToString(CultureInfo.InvariantCulture);
        using Python python = Python.Start(version, "typed_client.py", port, Convert.ToHexString(Key), "parts");
        Assert.Equal("held", await python.EndAsync());

        await using PickleManagerClient client = await PickleManagerClient.ConnectAsync(server.Address, new PickleConnectionOptions { AuthenticationKey = Key });
        IParts proxy = await client.CreateAsync<IParts>("Parts");
        Assert.Equal((7, 8), (proxy.Find(7)?.Number(), (await proxy.MakeAsync(8)).Number()));
        Assert.Null(proxy.Find(0));
        Assert.Equal(11, proxy.SumOf((await proxy.MakeAsync(8)), [1, 2]));
        Assert.Equal("ax", proxy.Import("a"));
        Assert.Equal((2, 2), (proxy.Add(1), await proxy.AddAsync(1, TestContext.Current.CancellationToken)));
        Assert.StartsWith("proxy of Parts ", proxy.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_no_proxy_can_do_is_said_when_it_is_made()
    {
        Assert.Throws<NotSupportedException>(() => PickleManagerType.FromInterface<IWithProperty>("x", null));
        Assert.Throws<NotSupportedException>(() => PickleManagerType.FromInterface<IGeneric>("x", null));
        Assert.Throws<ArgumentException>(() => PickleManagerType.FromInterface<Warehouse>("x", null));
        Assert.Contains("would both be add in Python", Assert.Throws<NotSupportedException>(() => PickleManagerType.FromInterface<IOverloads>("x", null)).Message);
        Assert.Throws<NotSupportedException>(() => PickleManagerType.FromInterface<IWithEvent>("x", null));
        await using var server = PickleManagerServer.OnLoopback(0, new PickleManagerServerOptions { AuthenticationKey = Key });
        await using PickleManagerClient client = await PickleManagerClient.ConnectAsync(server.Address, new PickleConnectionOptions { AuthenticationKey = Key });
        PickleProxy list = await client.CreateAsync("list");
        Assert.Throws<NotSupportedException>(list.As<IGeneric>);
        Assert.Throws<NotSupportedException>(list.As<IWithEvent>);
        Assert.Throws<ArgumentException>(list.As<Warehouse>);
    }

    [PickleClass("jobs", "Job")]
    public sealed class Job
    {
        public string Name { get; set; } = "";

        public int[] Steps { get; set; } = [];
    }

    private sealed class Part(int number) : IPart
    {
        public int Number() => number;
    }

    private sealed class Parts : IParts
    {
        public IPart? Find(int number) => number == 0 ? null : new Part(number);

        public async Task<IPart> MakeAsync(int number)
        {
            await Task.Yield();
            return new Part(number);
        }

        public IEnumerable<int> CountTo(int end) => Enumerable.Range(0, end);

        public int SumOf(IPart part, IReadOnlyList<int> numbers) => part.Number() + numbers.Sum();

        public int SumOfAll(IReadOnlyList<IPart> parts) => parts.Sum(static part => part.Number());

        public string Import(string from, char letter) => from + letter;

        public int Add(int a) => throw new InvalidOperationException("the one that waits without a thread is called");

        public Task<int> AddAsync(int a, CancellationToken cancellationToken) => Task.FromResult(a + 1);
    }

    private sealed class Warehouse : IWarehouse
    {
        private int _count;

        public Job? Forgotten { get; private set; }

        public int AddItem(string item, int count) => item == "nothing" ? throw new KeyNotFoundException(item) : _count += count;

        public async Task<Job> NextJobAsync(string itemName, CancellationToken cancellationToken)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            return new Job { Name = itemName, Steps = [1, 2] };
        }

        public void Forget(Job job) => Forgotten = job;

        public Task WaitAsync() => Task.Delay(1);

        public ValueTask<IReadOnlyList<Job>> JobsOf(IReadOnlyDictionary<string, int> counts) =>
            ValueTask.FromResult<IReadOnlyList<Job>>([.. counts.Select(pair => new Job { Name = pair.Key, Steps = [pair.Value] })]);
    }
}
