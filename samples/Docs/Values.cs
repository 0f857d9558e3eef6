using Pickling.Model;

namespace Pickling.Docs;

/// <summary>The snippets of docs/values.md.</summary>
internal static class Values
{
    public static void Objects()
    {
        // snippet: objects
        // class Order: pass
        // order = Order(); order.number = 7; pickle.dumps(order)
        byte[] pickle = Convert.FromHexString("80049524000000000000008c0473686f70948c054f726465729493942981947d948c066e756d626572944b0773622e");

        PyObject order = Pickle.Loads<PyObject>(pickle);
        Console.WriteLine(order.Global); // shop.Order
        Console.WriteLine(order.Get<int>("number")); // 7

        order["number"] = 8;
        byte[] changed = Pickle.Dumps(order, new PickleOptions { Protocol = 4 });
        Console.WriteLine(Pickle.Loads<PyObject>(changed).Get<int>("number")); // 8
        // end
    }

    public static void Equality()
    {
        // snippet: equality
        PyDict dict = new() { [1] = "one" };
        Console.WriteLine(dict[1.0]); // one
        Console.WriteLine(dict[true]); // one

        PyList list = [1, 2];
        PyList same = [1, 2];
        Console.WriteLine(list.Equals(same)); // False
        Console.WriteLine(PythonEquality.Equals(list, same)); // True
        // end
    }

    public static void Identity()
    {
        // snippet: identity
        List<int> shared = [1];
        PyList pair = Pickle.Loads<PyList>(Pickle.Dumps(new[] { shared, shared }));
        Console.WriteLine(ReferenceEquals(pair[0], pair[1])); // True

        PyList cycle = [];
        cycle.Add(cycle);
        PyList again = Pickle.Loads<PyList>(Pickle.Dumps(cycle));
        Console.WriteLine(ReferenceEquals(again, again[0])); // True
        Console.WriteLine(again); // [[...]]
        // end
    }

    public static void Numbers()
    {
        // snippet: numbers
        PyList numbers = Pickle.Loads<PyList>(Pickle.Dumps(Enumerable.Range(0, 1_000_000).ToList()));

        // A list of nothing but ints has no boxes inside.
        if (numbers.TryGetInt64s(out ReadOnlySpan<long> span))
        {
            Console.WriteLine(span.Length); // 1000000
            Console.WriteLine(span[^1]); // 999999
        }
        // end
    }

    public static void Python2Strings()
    {
        // snippet: python2-strings
        // python2 -c "import pickle; print(pickle.dumps('caf\xe9', 2).encode('hex'))"
        byte[] pickle = Convert.FromHexString("80025504636166e971002e");

        Console.WriteLine(Pickle.Loads(pickle, new PickleOptions { Encoding = "latin1" })); // café
        Console.WriteLine(Pickle.Loads(pickle, new PickleOptions { Encoding = "bytes" }) is byte[]); // True
        Console.WriteLine(Pickle.Loads(pickle, new PickleOptions { Encoding = "bytestring" }) is PyByteString); // True
        // end
    }
}
