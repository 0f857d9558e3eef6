using System.Globalization;
using System.Net;
using Pickling.Model;
using Xunit;

namespace Pickling.Multiprocessing.Tests;

/// <summary>Objects that live in a manager of every CPython that is here.</summary>
public sealed class ManagerClientTests
{
    private static readonly byte[] Key = "a secret"u8.ToArray();

    [Theory]
    [MemberData(nameof(Python.Versions), MemberType = typeof(Python))]
    public async Task Objects_of_a_Python_manager_are_used_from_here(string version)
    {
        using Python python = Python.Start(version, "manager.py", Convert.ToHexString(Key));
        var address = new IPEndPoint(IPAddress.Loopback, int.Parse(await python.ReadLineAsync(), CultureInfo.InvariantCulture));
        var options = new PickleConnectionOptions
        {
            AuthenticationKey = Key,
            Pickle = PickleOptions.Default with { Protocol = version == "2.7" ? 2 : 4, Encoding = "latin1" },
        };
        await using PickleManagerClient manager = await PickleManagerClient.ConnectAsync(address, options);

        PickleProxy list = await manager.CreateAsync("list", PyList.Create(1, 2));
        await list.CallAsync("append", "three");
        Assert.Equal("three", await list.CallAsync<string>("__getitem__", 2));
        Assert.Equal(3, await list.CallAsync<int>("__len__"));
        Assert.True(PythonEquality.Equals(PyList.Create(1, 2, "three"), await list.GetValueAsync()));

        PickleProxy dict = await manager.CreateAsync("dict");
        await dict.CallAsync("__setitem__", "key", PyTuple.Create(1, 2));
        Assert.Equal(PyTuple.Create(1, 2), await dict.CallAsync("get", "key"));
        Assert.Equal(["key"], await dict.CallAsync<string[]>("keys"));
        Assert.Equal(PyTuple.Create("key", PyTuple.Create(1, 2)), Assert.Single(Assert.IsType<PyList>(await dict.CallAsync("items"))));

        PickleProxy space = await manager.CreateAsync("Namespace");
        await space.SetAttributeAsync("colour", "red");
        Assert.Equal("red", await space.GetAttributeAsync("colour"));

        PickleProxy value = await manager.CreateAsync("Value", "i", 7);
        await value.CallAsync("set", 8);
        Assert.Equal(8L, await value.CallAsync("get"));

        PickleProxy calculator = await manager.CreateAsync("Calculator", 10);
        Assert.Contains("add", calculator.Methods);
        Assert.Equal(16L, await calculator.CallAsync("add", PyTuple.Create(3), new PyDict { ["times"] = 2 }));
        PickleManagerException error = await Assert.ThrowsAsync<PickleManagerException>(() => calculator.CallAsync("fail").AsTask());
        Assert.Equal("KeyError", error.ErrorType?.Name);
        Assert.NotNull((await Assert.ThrowsAsync<PickleManagerException>(() => calculator.CallAsync("function").AsTask())).Traceback);
        Assert.NotNull((await Assert.ThrowsAsync<PickleManagerException>(() => calculator.CallAsync("__init__").AsTask())).Traceback);
        await Assert.ThrowsAsync<PickleManagerException>(() => manager.CreateAsync("NotRegistered"));

        PickleProxy queue = await manager.CreateAsync("Queue");
        Task<object?> waiting = queue.CallAsync("get").AsTask();
        await queue.CallAsync("put", "a job");
        Assert.Equal("a job", await waiting.WaitAsync(TimeSpan.FromSeconds(30)));

        Assert.Equal(6, await manager.CountObjectsAsync());
        await dict.DisposeAsync();
        await value.DisposeAsync();
        Assert.Equal(4, await manager.CountObjectsAsync());

        await manager.ShutdownAsync();
    }

    [Theory]
    [MemberData(nameof(Python.Versions), MemberType = typeof(Python))]
    public async Task What_belongs_to_one_caller_is_called_by_a_thread(string version)
    {
        using Python python = Python.Start(version, "manager.py", Convert.ToHexString(Key));
        await using PickleManagerClient manager = await PickleManagerClient.ConnectAsync(await AddressAsync(python), OptionsFor(version));
        PickleProxy rlock = await manager.CreateAsync("RLock");
        PickleProxy total = await manager.CreateAsync("Value", "i", 0);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            await using PickleManagerThread thread = manager.StartThread();
            PickleProxy mine = thread.Use(rlock);
            for (int round = 0; round < 10; round++)
            {
                await mine.CallAsync("acquire");
                await mine.CallAsync("acquire");
                int before = await total.CallAsync<int>("get");
                await Task.Yield();
                await total.CallAsync("set", before + 1);
                await mine.CallAsync("release");
                await mine.CallAsync("release");
            }
        }));
        Assert.Equal(60, await total.CallAsync<int>("get"));

        PickleProxy condition = await manager.CreateAsync("Condition");
        await using PickleManagerThread waiter = manager.StartThread();
        await using PickleManagerThread teller = manager.StartThread();
        PickleProxy waiting = waiter.Use(condition);
        PickleProxy telling = teller.Use(condition);
        await waiting.CallAsync("acquire");
        Task<object?> told = waiting.CallAsync("wait", 30).AsTask();
        await telling.CallAsync("acquire");
        await telling.CallAsync("notify");
        await telling.CallAsync("release");
        Assert.True(await told is null or true);
        await waiting.CallAsync("release");
        PickleManagerException error = await Assert.ThrowsAsync<PickleManagerException>(() => telling.CallAsync("notify").AsTask());
        Assert.Equal("RuntimeError", error.ErrorType?.Name);
    }

    [Fact]
    public async Task A_thread_goes_on_after_errors_and_not_after_a_call_that_was_cancelled()
    {
        await using var server = PickleManagerServer.OnLoopback(0, new PickleManagerServerOptions { AuthenticationKey = Key });
        await using PickleManagerClient manager = await PickleManagerClient.ConnectAsync(server.Address, OptionsFor("3.13"));
        await using PickleManagerClient other = await PickleManagerClient.ConnectAsync(server.Address, OptionsFor("3.13"));
        PickleManagerThread thread = manager.StartThread();
        PickleProxy rlock = await manager.CreateAsync("RLock");
        PickleProxy mine = thread.Use(rlock);
        await mine.CallAsync("acquire");
        await Assert.ThrowsAsync<PickleManagerException>(() => mine.CallAsync("no_such_method").AsTask());
        await Assert.ThrowsAsync<PicklingException>(() => mine.CallAsync("acquire", new object()).AsTask());
        await mine.CallAsync("release");

        // It counts on nothing, and what it is used for is another's.
        await mine.DisposeAsync();
        Assert.Equal(true, await rlock.CallAsync("acquire", false));
        Assert.Throws<ArgumentException>(() => other.StartThread().Use(rlock));

        PickleProxy queue = thread.Use(await manager.CreateAsync("Queue"));
        using var leave = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queue.CallAsync("get", PyTuple.Empty, null, leave.Token).AsTask());
        PickleConnectionException over = await Assert.ThrowsAsync<PickleConnectionException>(() => queue.CallAsync("qsize").AsTask());
        Assert.Contains("Start another thread", over.Message);

        PickleManagerThread ended = manager.StartThread();
        PickleProxy used = ended.Use(queue);
        Task<object?> waiting = used.CallAsync("get").AsTask();
        await Eventually(() => server.ConnectionCount == 2);
        await ended.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(30)));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => used.CallAsync("qsize").AsTask());
    }

    [Fact]
    public async Task Calls_that_wait_end_with_the_client()
    {
        await using var server = PickleManagerServer.OnLoopback(0, new PickleManagerServerOptions { AuthenticationKey = Key });
        PickleManagerClient manager = await PickleManagerClient.ConnectAsync(server.Address, OptionsFor("3.13"));
        PickleProxy queue = await manager.CreateAsync("Queue");
        Task<object?> waiting = queue.CallAsync("get").AsTask();
        await Eventually(() => server.ConnectionCount == 1);
        await manager.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(30)));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => queue.CallAsync("qsize").AsTask());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => manager.CreateAsync("list"));
        Assert.Throws<ObjectDisposedException>(() => manager.StartThread());
        await queue.DisposeAsync();
        await Eventually(() => server.ConnectionCount == 0);
    }

    [Fact]
    public async Task A_manager_that_begins_anew_is_used_at_once_and_its_lost_objects_are_told()
    {
        using Python first = Python.Start("3.13", "manager.py", Convert.ToHexString(Key));
        IPEndPoint address = await AddressAsync(first);
        await using PickleManagerClient manager = await PickleManagerClient.ConnectAsync(address, OptionsFor("3.13"));
        PickleProxy list = await manager.CreateAsync("list");
        PickleProxy queue = await manager.CreateAsync("Queue");

        // So that several connections are kept, all of which end.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => queue.CallAsync("get", true, 0.3).AsTask().ContinueWith(static _ => { })));
        Task<object?> waiting = queue.CallAsync("get").AsTask();
        await Task.Delay(200);
        first.Kill();
        EndOfStreamException ended = await Assert.ThrowsAsync<EndOfStreamException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.Contains($"{address} closed the connection instead of answering get()", ended.Message);

        using Python second = Python.Start("3.13", "manager.py", Convert.ToHexString(Key), address.Port.ToString(CultureInfo.InvariantCulture));
        await second.ReadLineAsync();
        for (int again = 0; again < 3; again++)
        {
            await using PickleProxy made = await manager.CreateAsync("list");
            Assert.Equal(0, await made.CallAsync<int>("__len__"));
        }

        PickleManagerException lost = await Assert.ThrowsAsync<PickleManagerException>(() => list.CallAsync("__len__").AsTask());
        Assert.Contains("does not have this object any more", lost.Message);
        await list.DisposeAsync();
        await queue.DisposeAsync();
    }

    [Theory]
    [InlineData("2.7")]
    [InlineData("3.13")]
    public async Task Errors_say_what_is_wrong(string version)
    {
        using Python python = Python.Start(version, "manager.py", Convert.ToHexString(Key));
        await using PickleManagerClient manager = await PickleManagerClient.ConnectAsync(await AddressAsync(python), OptionsFor(version));
        PickleProxy dict = await manager.CreateAsync("dict");
        PickleProxy space = await manager.CreateAsync("Namespace");

        Assert.Equal("KeyError: 'missing'", await MessageAsync(dict.CallAsync("__getitem__", "missing")));
        Assert.Equal("AttributeError: 'Namespace' object has no attribute 'x'", await MessageAsync(space.GetAttributeAsync("x")));
        Assert.Contains("(dict has no method no_such that may be called; these may: ", await MessageAsync(dict.CallAsync("no_such")));
        Assert.Contains("(the manager registers no type NotRegistered)", await MessageAsync(new ValueTask<object?>(CreateAsync())));

        async Task<object?> CreateAsync() => await manager.CreateAsync("NotRegistered");

        static async Task<string> MessageAsync(ValueTask<object?> call) => (await Assert.ThrowsAsync<PickleManagerException>(() => call.AsTask())).Message;
    }

    [Fact]
    public async Task An_error_that_is_endless_to_print_is_told_in_short()
    {
        PyTuple bomb = PyTuple.Create("lol");
        for (int level = 0; level < 60; level++)
        {
            bomb = PyTuple.Create(bomb, bomb);
        }

        await using var server = PickleManagerServer.OnLoopback(0, new PickleManagerServerOptions { AuthenticationKey = Key });
        await using PickleManagerClient manager = await PickleManagerClient.ConnectAsync(server.Address, OptionsFor("3.13"));
        PickleProxy dict = await manager.CreateAsync("dict");
        PickleManagerException error = await Assert.ThrowsAsync<PickleManagerException>(() => dict.CallAsync("__getitem__", bomb).AsTask().WaitAsync(TimeSpan.FromSeconds(30)));
        Assert.InRange(error.Message.Length, 100, 2_000);
    }

    [Theory]
    [MemberData(nameof(Python.Versions), MemberType = typeof(Python))]
    public async Task Items_are_iterated_as_Python_does(string version)
    {
        using Python python = Python.Start(version, "manager.py", Convert.ToHexString(Key));
        await using PickleManagerClient manager = await PickleManagerClient.ConnectAsync(await AddressAsync(python), OptionsFor(version));
        PickleProxy list = await manager.CreateAsync("list", PyList.Create(1, "two", null));
        PickleProxy dict = await manager.CreateAsync("dict", new PyDict { ["only"] = 1 });
        PickleProxy calculator = await manager.CreateAsync("Calculator");

        Assert.Equal([1L, "two", null], await ItemsAsync(list));
        Assert.Equal(["only"], await ItemsAsync(dict));
        var counted = Assert.IsType<PickleProxy>(await calculator.CallAsync("count_to", 4));
        await foreach (object? item in counted.IterateAsync())
        {
            Assert.Equal(0L, item);
            break;
        }

        Assert.Equal([1L, 2L, 3L], await ItemsAsync(counted));
        Assert.Empty(await ItemsAsync(counted));
        await Assert.ThrowsAsync<PickleManagerException>(() => ItemsAsync(calculator));
        Assert.Equal(4, await manager.CountObjectsAsync());

        static async Task<List<object?>> ItemsAsync(PickleProxy proxy)
        {
            List<object?> items = [];
            await foreach (object? item in proxy.IterateAsync())
            {
                items.Add(item);
            }

            return items;
        }
    }

    [Theory]
    [MemberData(nameof(Python.Versions), MemberType = typeof(Python))]
    public async Task Results_are_given_as_any_type_that_loads_take(string version)
    {
        using Python python = Python.Start(version, "manager.py", Convert.ToHexString(Key));
        await using PickleManagerClient manager = await PickleManagerClient.ConnectAsync(await AddressAsync(python), OptionsFor(version));
        PickleProxy dict = await manager.CreateAsync("dict", new PyDict { ["a"] = 1 });
        Assert.Equal([("a", 1)], await dict.CallAsync<List<(string, int)>>("items"));
        await Assert.ThrowsAsync<PickleException>(() => dict.CallAsync<int>("items").AsTask());

        PickleProxy array = await manager.CreateAsync("Array", "d", PyList.Create(0.5, 1.5));
        double[] floats = PyValue.At<double[]>(await array.GetValueAsync());
        Assert.Equal([0.5, 1.5], floats);
        await array.CallAsync("__setitem__", 0, 2.5);
        PickleProxy value = await manager.CreateAsync("Value", "i", PythonLibrary.Array('i', [1, -2]));
        int[] integers = await value.CallAsync<int[]>("get");
        Assert.Equal([1, -2], integers);

        PickleProxy list = await manager.CreateAsync("list", PyList.Create(array));
        PickleException mixed = await Assert.ThrowsAsync<PickleException>(() => list.CallAsync<List<double[]>>("__getitem__", 0).AsTask());
        Assert.NotEmpty(mixed.Message);
    }

    [Theory]
    [InlineData("latin1")]
    [InlineData("bytes")]
    [InlineData("bytestring")]
    public async Task A_manager_of_Python_2_is_read_with_any_encoding(string encoding)
    {
        using Python python = Python.Start("2.7", "manager.py", Convert.ToHexString(Key));
        PickleConnectionOptions options = OptionsFor("2.7");
        options = options with { Pickle = options.Pickle with { Encoding = encoding } };
        await using PickleManagerClient manager = await PickleManagerClient.ConnectAsync(await AddressAsync(python), options);
        await using PickleProxy value = await manager.CreateAsync("Value", "i", new byte[] { 0, 255 });
        Assert.Contains("set", value.Methods);
        object? read = await value.CallAsync("get");
        Assert.Equal([0, 255], read as byte[] ?? (read as PyByteString)?.ToArray() ?? ((string)read!).Select(static c => (byte)c));
        Assert.Contains("no method no_such", (await Assert.ThrowsAsync<PickleManagerException>(() => value.CallAsync("no_such").AsTask())).Message);
        Assert.Contains("refcount", await manager.DescribeObjectsAsync());
        PickleProxy counted = Assert.IsType<PickleProxy>(await (await manager.CreateAsync("Calculator")).CallAsync("count_to", 2));
        Assert.Equal("Iterator", counted.TypeId);
    }

    [Fact]
    public async Task A_manager_that_does_not_read_the_protocol_gets_an_error_that_helps()
    {
        using Python python = Python.Start("2.7", "manager.py", Convert.ToHexString(Key));
        var address = new IPEndPoint(IPAddress.Loopback, int.Parse(await python.ReadLineAsync(), CultureInfo.InvariantCulture));

        PickleManagerException error = await Assert.ThrowsAsync<PickleManagerException>(
            () => PickleManagerClient.ConnectAsync(address, new PickleConnectionOptions { AuthenticationKey = Key }));
        Assert.Contains("set the protocol of PickleConnectionOptions.Pickle to 2", error.Message);
    }

    [Theory]
    [InlineData("3.6")]
    [InlineData("3.8")]
    [InlineData("3.11")]
    [InlineData("3.13")]
    public async Task A_proxy_is_passed_on_and_comes_back(string version)
    {
        using Python python = Python.Start(version, "manager.py", Convert.ToHexString(Key));
        var address = new IPEndPoint(IPAddress.Loopback, int.Parse(await python.ReadLineAsync(), CultureInfo.InvariantCulture));
        await using PickleManagerClient manager = await PickleManagerClient.ConnectAsync(address, new PickleConnectionOptions { AuthenticationKey = Key });
        PickleProxy outer = await manager.CreateAsync("list");
        PickleProxy inner = await manager.CreateAsync("list", PyList.Create(1));
        await outer.CallAsync("append", inner);

        var again = Assert.IsType<PickleProxy>(await outer.CallAsync("__getitem__", 0));
        await again.CallAsync("append", 2);

        Assert.True(PythonEquality.Equals(PyList.Create(1, 2), await inner.GetValueAsync()));
        Assert.StartsWith("proxy of list ", again.ToString(), StringComparison.Ordinal);
        await again.DisposeAsync();
        Assert.Equal(2, await inner.CallAsync<int>("__len__"));
        await manager.ShutdownAsync();
    }

    private static async Task<IPEndPoint> AddressAsync(Python python) =>
        new(IPAddress.Loopback, int.Parse(await python.ReadLineAsync(), CultureInfo.InvariantCulture));

    private static PickleConnectionOptions OptionsFor(string version) => new()
    {
        AuthenticationKey = Key,
        Pickle = PickleOptions.Default with { Protocol = version == "2.7" ? 2 : 4 },
    };

    private static async Task Eventually(Func<bool> condition)
    {
        for (int wait = 0; wait < 600 && !condition(); wait++)
        {
            await Task.Delay(50);
        }

        Assert.True(condition());
    }
}
