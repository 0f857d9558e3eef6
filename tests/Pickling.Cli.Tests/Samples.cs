using System.Text;
using Pickling.Model;

namespace Pickling.Cli.Tests;

/// <summary>Pickles that several tests use.</summary>
internal static class Samples
{
    /// <summary>A dict with an object that is shared and itself in it.</summary>
    internal static byte[] Order()
    {
        var customer = new PyObject(new PyGlobal("shop.models", "Customer"), PyTuple.Empty, PyConstruction.NewObject)
        {
            State = new PyDict { ["name"] = "Ann", ["since"] = 2019L },
        };
        var order = new PyDict
        {
            ["id"] = 17L,
            ["customer"] = customer,
            ["payer"] = customer,
            ["lines"] = new PyList { new PyDict { ["sku"] = "A-1", ["price"] = 9.5 }, new PyDict { ["sku"] = "B-2", ["price"] = 1.0 } },
            ["scan"] = new byte[] { 0, 1, 255 },
        };
        order["self"] = order;
        return Pickle.Dumps(order);
    }

    /// <summary>Lists in lists.</summary>
    internal static byte[] Nested(int depth)
    {
        var pickle = new byte[depth * 2];
        pickle.AsSpan(0, depth).Fill((byte)']');
        pickle.AsSpan(depth).Fill((byte)'a');
        pickle[^1] = (byte)'.';
        return pickle;
    }

    /// <summary>Lists of twice the next list: 2^depth paths through a small graph.</summary>
    internal static byte[] Doubling(int depth)
    {
        PyList list = [];
        for (var i = 0; i < depth; i++)
            list = [list, list];
        return Pickle.Dumps(list);
    }

    internal static byte[] Ascii(string text) => Encoding.Latin1.GetBytes(text);
}
