using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Model;

public sealed class PyObjectTests
{
    private static readonly PyGlobal Order = new("shop.models", "Order");

    [Fact]
    public void Attributes_live_in_a_dict_state()
    {
        var order = new PyObject(Order, PyTuple.Empty, PyConstruction.NewObject);
        Assert.False(order.HasState);
        order["id"] = 7;
        Assert.True(order.HasState);
        Assert.Equal(7L, order["id"]);
        Assert.Equal("shop.models.Order() {'id': 7}", order.ToString());
        Assert.Throws<KeyNotFoundException>(() => order["name"]);
    }

    [Fact]
    public void Attributes_live_in_dict_and_slots()
    {
        var order = new PyObject(Order, PyTuple.Empty, PyConstruction.NewObject)
        {
            State = PyTuple.Create(new PyDict { ["a"] = 1 }, new PyDict { ["b"] = 2 }),
        };
        Assert.Equal(1L, order["a"]);
        Assert.Equal(2L, order["b"]);
        order["b"] = 3;
        order["c"] = 4;
        Assert.Equal("({'a': 1, 'c': 4}, {'b': 3})", order.State!.ToString());

        order.State = PyTuple.Create(null, new PyDict());
        order["x"] = 1;
        Assert.Equal("(None, {'x': 1})", order.State!.ToString());
        order.State = 5L;
        Assert.Throws<InvalidOperationException>(() => order["x"] = 1);
    }

    [Fact]
    public void No_build_is_not_a_build_with_None()
    {
        var order = new PyObject(Order, PyTuple.Empty, PyConstruction.Reduce);
        order.AddState(null);
        Assert.True(order.HasState);
        Assert.Null(order.State);
        order.AddState("second");
        Assert.Null(order.State);
        Assert.Equal(["second"], order.AdditionalStates!);
        order.HasState = false;
        Assert.Equal("shop.models.Order() states=['second']", order.ToString());
    }

    [Fact]
    public void Everything_it_has_is_printed()
    {
        var deque = new PyObject(new PyGlobal("collections", "deque"), PyTuple.Create(PyTuple.Empty, 3), PyConstruction.Reduce)
        {
            ListItems = [1, 2],
        };
        Assert.Equal("collections.deque((), 3) items=[1, 2]", deque.ToString());
        var computed = new PyObject(deque, PyTuple.Create("x"), PyConstruction.NewObjectEx)
        {
            KeywordArguments = new PyDict { ["k"] = 1 },
            State = 5L,
            DictItems = new PyDict { ["d"] = 2 },
            SetItems = [3],
            StateSetter = Order,
        };
        Assert.Equal(
            "collections.deque((), 3) items=[1, 2]('x', **{'k': 1}) state=5 setter=shop.models.Order items={'d': 2} items={3}",
            computed.ToString());
    }

    [Fact]
    public void Common_objects_are_small()
    {
        const int count = 10_000;
        var objects = new PyObject[count];
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < count; i++)
            objects[i] = new PyObject(Order, PyTuple.Empty, PyConstruction.NewObject) { State = null };
        Assert.Equal(56, (GC.GetAllocatedBytesForCurrentThread() - before) / count);
    }
}
