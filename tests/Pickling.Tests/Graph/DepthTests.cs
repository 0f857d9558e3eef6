using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Graph;

/// <summary>Depth is the pickle's to choose, so nothing may take machine stack for it.</summary>
public class DepthTests
{
    [Theory]
    [InlineData(0, 100_000)]
    [InlineData(2, 100_000)]
    [InlineData(5, 3_000_000)]
    public void Lists_nest_millions_deep(int protocol, int depth) => Survives(protocol, depth, static inner => new PyList { inner });

    [Theory]
    [InlineData(0, 100_000)]
    [InlineData(2, 100_000)]
    [InlineData(5, 3_000_000)]
    public void Tuples_nest_millions_deep(int protocol, int depth)
    {
        object? tuple = Survives(protocol, depth, static inner => PyTuple.Create(inner));
        Assert.Equal(PythonEquality.GetHashCode(Nest(depth, static inner => PyTuple.Create(inner))), PythonEquality.GetHashCode(tuple));

        // As the key of a dict, which kills CPython 3.13.
        var dict = new PyDict { [tuple!] = 1 };
        Assert.Equal(1L, Pickle.Loads<PyDict>(Pickle.Dumps(dict))[tuple!]);
    }

    [Theory]
    [InlineData(0, 100_000)]
    [InlineData(2, 100_000)]
    [InlineData(5, 3_000_000)]
    public void Dicts_nest_millions_deep(int protocol, int depth) => Survives(protocol, depth, static inner => new PyDict { ["k"] = inner });

    [Fact]
    public void Objects_nest_deep()
    {
        const int Depth = 300_000;
        var type = new PyGlobal("m", "C");
        object? root = null;
        for (int i = 0; i < Depth; i++)
        {
            root = new PyObject(type, PyTuple.Empty, PyConstruction.NewObject) { State = root };
        }

        byte[] pickle = Pickle.Dumps(root);
        object? loaded = Pickle.Loads(pickle);
        Assert.Equal(pickle, Pickle.Dumps(loaded));
        Assert.True(PythonEquality.StructuralEquals(root, loaded));
        Assert.InRange(loaded!.ToString()!.Length, 1, 10_000);
    }

    private static object? Survives(int protocol, int depth, Func<object?, object?> wrap)
    {
        object? root = Nest(depth, wrap);
        var options = new PickleOptions { Protocol = protocol };
        byte[] pickle = Pickle.Dumps(root, options);
        object? loaded = Pickle.Loads(pickle, options);
        Assert.Equal(pickle, Pickle.Dumps(loaded, options));
        Assert.True(PythonEquality.Equals(root, loaded));
        Assert.InRange(loaded!.ToString()!.Length, 1, 10_000);
        return loaded;
    }

    private static object? Nest(int depth, Func<object?, object?> wrap)
    {
        object? root = null;
        for (int i = 0; i < depth; i++)
        {
            root = wrap(root);
        }

        return root;
    }
}
