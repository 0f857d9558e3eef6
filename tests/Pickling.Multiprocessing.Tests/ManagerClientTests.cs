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
}
