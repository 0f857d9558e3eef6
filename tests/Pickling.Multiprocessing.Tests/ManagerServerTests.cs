using System.Globalization;
using System.Net;
using Pickling.Model;
using Xunit;

namespace Pickling.Multiprocessing.Tests;

/// <summary>A manager of .NET objects, used by every CPython that is here through its own <c>multiprocessing.managers</c>.</summary>
public sealed class ManagerServerTests
{
    private static readonly byte[] Key = "a secret"u8.ToArray();
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    [Theory]
    [MemberData(nameof(Python.Versions), MemberType = typeof(Python))]
    public async Task Objects_of_this_manager_are_used_by_Python(string version)
    {
        PickleSharedQueue jobs = JobsFromHere();
        await using PickleManagerServer server = Serve(PickleManagerTypes.Standard.Add(CalculatorType()).Add(PickleManagerShares.Queue("get_jobs", jobs)));
        using Python python = Python.Start(version, "manager_client.py", Port(server), Convert.ToHexString(Key));

        Assert.Equal("0", await python.ReadLineAsync());
        Assert.Equal("held", await python.EndAsync());
        Assert.Equal("from Python", await jobs.GetAsync().AsTask().WaitAsync(Long));
        await Eventually(() => server.ConnectionCount == 0);
        Assert.Equal(0, server.ObjectCount);
    }

    [Theory]
    [InlineData("2.7", false)]
    [InlineData("3.13", false)]
    [InlineData("3.13", true)]
    public async Task Objects_are_used_over_UNIX_sockets_too(string version, bool isAbstract)
    {
        string name = Path.Combine(Path.GetTempPath(), $"pickling-{Guid.NewGuid():N}");
        await using var server = new PickleManagerServer(new System.Net.Sockets.UnixDomainSocketEndPoint(isAbstract ? "\0" + name : name), new PickleManagerServerOptions
        {
            AuthenticationKey = Key,
            Types = PickleManagerTypes.Standard.Add(CalculatorType()).Add(PickleManagerShares.Queue("get_jobs", JobsFromHere())),
        });
        using Python python = Python.Start(version, "manager_client.py", isAbstract ? "@" + name : name, Convert.ToHexString(Key));

        Assert.Equal("0", await python.ReadLineAsync());
        Assert.Equal("held", await python.EndAsync());
    }

    [Fact]
    public async Task Proxies_of_one_Python_are_used_by_another()
    {
        PyList shelf = [];
        await using PickleManagerServer server = Serve(PickleManagerTypes.Standard.Add(CalculatorType()).Add(PickleManagerShares.List("get_shelf", shelf)));
        foreach ((string giver, string taker) in new[] { ("3.13", "2.7"), ("2.7", "3.13"), ("3.6", "3.13") })
        {
            using Python giving = Python.Start(giver, "manager_shelf.py", Port(server), Convert.ToHexString(Key), "give");
            Assert.Equal("given", await giving.ReadLineAsync());
            using Python taking = Python.Start(taker, "manager_shelf.py", Port(server), Convert.ToHexString(Key), "take");
            Assert.Equal("held", await taking.EndAsync());
            giving.Write("done");
            Assert.Equal("", await giving.EndAsync());
            Assert.Empty(shelf);
        }
    }

    [Theory]
    [InlineData("latin1")]
    [InlineData("bytestring")]
    public async Task What_Python_2_sends_is_read_with_any_encoding(string encoding)
    {
        await using var server = PickleManagerServer.OnLoopback(0, new PickleManagerServerOptions
        {
            AuthenticationKey = Key,
            Types = PickleManagerTypes.Standard.Add(CalculatorType()),
            Pickle = PickleOptions.Default with { Encoding = encoding },
        });
        using Python python = Python.Start("2.7", "manager_shelf.py", Port(server), Convert.ToHexString(Key), "bytes", encoding);
        Assert.Equal("held", await python.EndAsync());
    }

    [Fact]
    public async Task A_queue_that_is_shut_down_gives_what_it_has_and_then_ends_waiting()
    {
        var queue = new PickleSharedQueue(1);
        Assert.True(queue.TryPut("left"));
        Task putting = queue.PutAsync("too many").AsTask();
        queue.Shutdown();
        Assert.True(queue.IsShutDown);
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => putting.WaitAsync(Long));
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => queue.PutAsync("late").AsTask());
        Assert.False(queue.TryPut("late"));
        Assert.Equal("left", await queue.GetAsync());
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => queue.GetAsync().AsTask().WaitAsync(Long));
        queue.TaskDone();
        await queue.JoinAsync().WaitAsync(Long);

        var dropping = new PickleSharedQueue();
        await dropping.PutAsync(1);
        await dropping.PutAsync(2);
        Task joining = dropping.JoinAsync();
        Task<object?> waiting = new PickleSharedQueue().GetAsync().AsTask();
        dropping.Shutdown(isImmediate: true);
        await joining.WaitAsync(Long);
        Assert.Equal(0, dropping.Count);
        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public async Task A_step_of_an_iterator_whose_caller_left_is_the_next_callers()
    {
        var go = new TaskCompletionSource();
        var type = new PickleManagerType<object>("Source", static _ => new object()).ProxyMethod("slow", "Iterator", (_, _) => Slow());
        await using PickleManagerServer server = Serve(PickleManagerTypes.Empty.Add(type));
        await using PickleManagerClient client = await ConnectAsync(server);
        PickleProxy slow = Assert.IsType<PickleProxy>(await (await client.CreateAsync("Source")).CallAsync("slow"));
        using var leave = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow.CallAsync("__next__", PyTuple.Empty, null, leave.Token).AsTask());
        await Eventually(() => server.ConnectionCount == 0);
        go.SetResult();
        Assert.Equal(1L, await slow.CallAsync("__next__").AsTask().WaitAsync(Long));
        await Assert.ThrowsAsync<PickleManagerException>(() => slow.CallAsync("__next__").AsTask());

        async IAsyncEnumerable<object?> Slow()
        {
            await go.Task;
            yield return 1;
        }
    }

    [Fact]
    public async Task Arguments_are_taken_as_any_type_that_loads_take()
    {
        var type = new PickleManagerType<object>("Source", static _ => new object())
            .Method("sum", static (_, call) => call.Argument<List<(string Name, int Count)>>(0, "pairs").Sum(static pair => pair.Count))
            .Method("number", static (_, call) => call.Argument<int>(0));
        await using PickleManagerServer server = Serve(PickleManagerTypes.Standard.Add(type));
        await using PickleManagerClient client = await ConnectAsync(server);
        PickleProxy source = await client.CreateAsync("Source");
        PickleProxy pairs = await client.CreateAsync("list", PyList.Create(PyTuple.Create("a", 1), PyTuple.Create("b", 2)));
        Assert.Equal(3, await source.CallAsync<int>("sum", PyList.Create(PyTuple.Create("a", 1), PyTuple.Create("b", 2))));
        Assert.Equal(3, await source.CallAsync<int>("sum", pairs));
        Assert.Equal("TypeError: number() argument 1: got a str, not an int", (await Assert.ThrowsAsync<PickleManagerException>(() => source.CallAsync("number", "x").AsTask())).Message);
        Assert.StartsWith("TypeError: sum() argument 'pairs': got <proxy of Event ", (await Assert.ThrowsAsync<PickleManagerException>(
            async () => await source.CallAsync("sum", await client.CreateAsync("Event")))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_that_waits_ends_when_its_caller_leaves_and_takes_nothing_along()
    {
        var jobs = new PickleSharedQueue();
        await using PickleManagerServer server = Serve(PickleManagerTypes.Empty.Add(PickleManagerShares.Queue("get_jobs", jobs)));
        PickleManagerClient leaver = await ConnectAsync(server);
        PickleProxy queue = await leaver.CreateAsync("get_jobs");
        using var leave = new CancellationTokenSource();
        Task<object?> waiting = queue.CallAsync("get", PyTuple.Empty, null, leave.Token).AsTask();
        await Eventually(() => server.ConnectionCount == 1);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Eventually(() => server.ConnectionCount == 0);

        await jobs.PutAsync("kept");
        await using PickleManagerClient taker = await ConnectAsync(server);
        PickleProxy same = await taker.CreateAsync("get_jobs");
        Assert.Equal("kept", await same.CallAsync("get").AsTask().WaitAsync(Long));
        await leaver.DisposeAsync();
    }

    [Fact]
    public async Task One_object_for_all_has_one_id_and_goes_with_the_last_reference()
    {
        PyList list = [1, 2];
        await using PickleManagerServer server = Serve(PickleManagerTypes.Empty.Add(PickleManagerShares.List("get_list", list)));
        await using PickleManagerClient client = await ConnectAsync(server);
        PickleProxy first = await client.CreateAsync("get_list");
        PickleProxy second = await client.CreateAsync("get_list");
        await first.CallAsync("append", 3);
        Assert.Equal(3, await second.CallAsync<int>("__len__"));
        Assert.Equal(1, await client.CountObjectsAsync());
        Assert.Contains("refcount=2", await client.DescribeObjectsAsync());
        await first.DisposeAsync();
        Assert.Equal(1, server.ObjectCount);
        await second.DisposeAsync();
        Assert.Equal(0, server.ObjectCount);
        Assert.Equal([1L, 2L, 3L], list);
    }

    [Fact]
    public async Task Limits_hold_for_those_who_have_the_key_too()
    {
        await using var server = PickleManagerServer.OnLoopback(0, new PickleManagerServerOptions
        {
            AuthenticationKey = Key,
            ObjectsMax = 2,
            AllowShutdown = false,
        });
        await using PickleManagerClient client = await ConnectAsync(server);
        PickleProxy list = await client.CreateAsync("list");
        await client.CreateAsync("list");
        PickleManagerException full = await Assert.ThrowsAsync<PickleManagerException>(() => client.CreateAsync("list"));
        Assert.Contains("ObjectsMax", full.Message);
        await list.CallAsync("append", 1);
        PickleManagerException large = await Assert.ThrowsAsync<PickleManagerException>(() => list.CallAsync("__mul__", long.MaxValue).AsTask());
        Assert.Equal("MemoryError", large.ErrorType?.Name);
        await Assert.ThrowsAsync<PickleManagerException>(() => client.ShutdownAsync());

        Assert.False(server.Completion.IsCompleted);
    }

    [Fact]
    public async Task A_connection_too_many_is_closed_and_reported()
    {
        var refused = new TaskCompletionSource<Exception>();
        await using var server = PickleManagerServer.OnLoopback(0, new PickleManagerServerOptions
        {
            AuthenticationKey = Key,
            ConnectionsMax = 1,
            Refused = (_, error) => refused.TrySetResult(error),
        });
        var options = new PickleConnectionOptions { AuthenticationKey = Key };
        using PickleConnection first = await PickleClient.ConnectAsync(server.Address, options);
        await first.SendAsync(PyTuple.Create(null, "accept_connection", PyTuple.Create("name"), new PyDict()));
        Assert.Equal("#RETURN", (await first.ReceiveAsync<PyTuple>().AsTask().WaitAsync(Long))[0]);
        using PickleConnection second = await PickleClient.ConnectAsync(server.Address, options);

        await Assert.ThrowsAnyAsync<IOException>(() => second.ReceiveAsync().AsTask().WaitAsync(Long));
        Assert.Contains("ConnectionsMax", (await refused.Task.WaitAsync(Long)).Message);
    }

    [Fact]
    public async Task A_client_ends_the_server_as_Python_does()
    {
        await using PickleManagerServer server = Serve(PickleManagerTypes.Standard);
        await using PickleManagerClient client = await ConnectAsync(server);
        await client.ShutdownAsync();

        await server.WaitForShutdownAsync().WaitAsync(Long);
        await Assert.ThrowsAnyAsync<Exception>(() => ConnectAsync(server));
    }

    [Fact]
    public async Task Nonsense_from_one_who_has_the_key_is_answered_and_the_next_is_served()
    {
        await using PickleManagerServer server = Serve(PickleManagerTypes.Standard);
        var options = new PickleConnectionOptions { AuthenticationKey = Key };
        foreach (object? nonsense in new object?[] { null, 5L, PyTuple.Create(1, 2, 3, 4), PyTuple.Create(null, "create", PyTuple.Empty, new PyDict()), PyTuple.Create(null, "create", PyTuple.Create(5), new PyDict()), PyTuple.Create(null, "decref", PyTuple.Create("nobody"), new PyDict()), PyTuple.Create(null, "get_methods", PyTuple.Empty, new PyDict()), PyTuple.Create(null, "GetHashCode", PyTuple.Empty, new PyDict()) })
        {
            using PickleConnection connection = await PickleClient.ConnectAsync(server.Address, options);
            await connection.SendAsync(nonsense);
            PyTuple answer = await connection.ReceiveAsync<PyTuple>().AsTask().WaitAsync(Long);
            Assert.Equal("#TRACEBACK", answer[0]);
        }

        using (PickleConnection connection = await PickleClient.ConnectAsync(server.Address, options))
        {
            await connection.SendBytesAsync("no pickle"u8.ToArray());
            Assert.Equal("#TRACEBACK", (await connection.ReceiveAsync<PyTuple>().AsTask().WaitAsync(Long))[0]);
        }

        // Calls on a connection for objects: after an answer of any kind it goes on.
        using PickleConnection calls = await PickleClient.ConnectAsync(server.Address, options);
        await calls.SendAsync(PyTuple.Create(null, "accept_connection", PyTuple.Create("name"), new PyDict()));
        Assert.Equal("#RETURN", (await calls.ReceiveAsync<PyTuple>().AsTask().WaitAsync(Long))[0]);
        foreach (byte[] message in new[] { "no pickle"u8.ToArray(), Pickle.Dumps(null), Pickle.Dumps(PyTuple.Create("nobody", "append", PyTuple.Empty, new PyDict())) })
        {
            await calls.SendBytesAsync(message);
            Assert.Equal("#TRACEBACK", (await calls.ReceiveAsync<PyTuple>().AsTask().WaitAsync(Long))[0]);
        }

        await using PickleManagerClient client = await ConnectAsync(server);
        PickleProxy list = await client.CreateAsync("list");
        Assert.Equal(0, await list.CallAsync<int>("__len__"));
    }

    [Fact]
    public async Task Shared_lists_and_arrays_that_are_set_to_each_other_do_not_wait_for_each_other()
    {
        await using PickleManagerServer server = Serve(PickleManagerTypes.Standard);
        await using PickleManagerClient client = await ConnectAsync(server);
        PickleProxy first = await client.CreateAsync("list", new PyList { 1 });
        PickleProxy second = await client.CreateAsync("list", new PyList { 2 });
        PickleProxy array = await client.CreateAsync("Array", "l", new PyList { 3 });
        var all = new PyObject(new PyGlobal("builtins", "slice"), PyTuple.Create(0L, 1L, null), PyConstruction.Reduce);

        await Task.WhenAll(SetAsync(first, second), SetAsync(second, first), SetAsync(array, first)).WaitAsync(Long);
        Assert.Equal(1, await first.CallAsync<int>("__len__"));

        await second.CallAsync("__setitem__", 0, 5);
        await array.CallAsync("__setitem__", all, second);
        Assert.Equal(5, await array.CallAsync<int>("__getitem__", 0));
        await second.CallAsync("__setslice__", 0, 1, new PyList { 6, 7 });
        Assert.Equal(7, await second.CallAsync<int>("__getitem__", 1));

        async Task SetAsync(PickleProxy target, PickleProxy source)
        {
            for (int round = 0; round < 500; round++)
            {
                await target.CallAsync("__setitem__", all, source);
            }
        }
    }

    [Fact]
    public void A_server_needs_a_key_and_names_that_Python_can_make_methods_of()
    {
        Assert.Throws<ArgumentException>(() => PickleManagerServer.OnLoopback(0, new PickleManagerServerOptions()));
        Assert.Throws<ArgumentException>(() => CalculatorType().Method("x(self): import os #", static (_, _) => null));
        Assert.Contains("import_", Assert.Throws<ArgumentException>(() => CalculatorType().Method("import", static (_, _) => null)).Message);
    }

    [Fact]
    public async Task A_method_whose_results_are_of_no_type_of_the_server_is_found_when_it_starts()
    {
        PickleManagerType<object> type = new PickleManagerType<object>("Source", static _ => new object()).ProxyMethod("part", "Part", static (_, _) => null);
        ArgumentException error = Assert.Throws<ArgumentException>(() => Serve(PickleManagerTypes.Standard.Add(type)));
        Assert.Contains("part() of Source gives objects of type Part", error.Message);

        // Iterators need not be added.
        await using PickleManagerServer server = Serve(PickleManagerTypes.Empty.Add(PickleManagerShares.Dict("get_dict", new PyDict { ["a"] = 1 })));
        await using PickleManagerClient client = await ConnectAsync(server);
        PickleProxy keys = Assert.IsType<PickleProxy>(await (await client.CreateAsync("get_dict")).CallAsync("__iter__"));
        Assert.Equal("a", await keys.CallAsync("__next__"));
    }

    private static PickleSharedQueue JobsFromHere()
    {
        var jobs = new PickleSharedQueue();
        Assert.True(jobs.TryPut("from .NET"));
        return jobs;
    }

    private static Task<PickleManagerClient> ConnectAsync(PickleManagerServer server) =>
        PickleManagerClient.ConnectAsync(server.Address, new PickleConnectionOptions { AuthenticationKey = Key });

    private static PickleManagerServer Serve(PickleManagerTypes types) =>
        PickleManagerServer.OnLoopback(0, new PickleManagerServerOptions { AuthenticationKey = Key, Types = types });

    private static string Port(PickleManagerServer server) => ((IPEndPoint)server.Address).Port.ToString(CultureInfo.InvariantCulture);

    private static PickleManagerType<Calculator> CalculatorType() =>
        new PickleManagerType<Calculator>("Calculator", static call => new Calculator(call.Argument(0, "start", 0L)))
            .Method("add", static (calculator, call) => calculator.Add(call.Argument<long>(0, "number"), call.Argument(1, "times", 1L)))
            .Method("total_of", static (_, call) => call.Argument<Calculator>(0).Add(call.Argument<long>(1), 1))
            .Method("fail", static (_, call) => Fail(call.Argument<int>(0)))
            .Method("unpicklable", static (_, _) => new Calculator(0))
            .Method("sum_of", static (_, call) => call.Argument<List<int>>(0, "numbers").Sum())
            .ProxyMethod("child", "Calculator", static (_, _) => new Calculator(0))
            .AsyncProxyMethod("no_child", "Calculator", static (_, _) => ValueTask.FromResult<object?>(null))
            .ProxyMethod("count_to", "Iterator", static (_, call) => CountTo(call.Argument<int>(0)))
            .ProxyMethod("count_slowly", "Iterator", static (_, call) => CountSlowly(call.Argument<int>(0)));

    private static IEnumerable<int> CountTo(int end)
    {
        for (int number = 0; end < 0 || number < end; number++)
        {
            yield return end >= 0 || number < 2 ? number : throw new ArgumentException($"bad number {number}");
        }
    }

    private static async IAsyncEnumerable<object?> CountSlowly(int end)
    {
        foreach (int number in CountTo(end))
        {
            await Task.Yield();
            yield return number;
        }
    }

    private static object? Fail(int how) => how switch
    {
        2 => throw new PickleManagerException(PythonLibrary.Exception("KeyError", 2)),
        3 => throw new ArgumentException("three is wrong"),
        _ => throw new InvalidOperationException("no"),
    };

    private static async Task Eventually(Func<bool> condition)
    {
        for (int wait = 0; wait < 1_200 && !condition(); wait++)
        {
            await Task.Delay(50);
        }

        Assert.True(condition());
    }

    private sealed class Calculator(long total)
    {
        private long _total = total;

        public long Add(long number, long times) => Interlocked.Add(ref _total, number * times);

        public override string ToString() => $"a calculator of {_total}";
    }
}
