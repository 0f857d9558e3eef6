using System.Numerics;
using Pickling.Mapping;
using Pickling.Model;

namespace Pickling.Docs;

/// <summary>The snippets of docs/from-razorvine.md.</summary>
internal static class FromRazorvine
{
    // snippet: razorvine-class
    [PickleClass("shop.models", "Product")]
    public sealed record Product(string Name, double Price);
    // end

    public static void Calls()
    {
        // snippet: razorvine-calls
        // was: byte[] pickle = new Pickler().dumps(value);
        byte[] pickle = Pickle.Dumps(new Dictionary<string, object?> { ["name"] = "Ada", ["scores"] = new List<int> { 1, 2 } });

        // was: var table = (Hashtable)new Unpickler().loads(pickle); var scores = (ArrayList)table["scores"]; (int)scores[1]
        PyDict table = Pickle.Loads<PyDict>(pickle);
        Console.WriteLine(table.Get<int>("scores", 1)); // 2
        // end
    }

    public static void Objects()
    {
        // snippet: razorvine-objects
        // class Product: pass; an instance with name and price, pickled by Python
        byte[] pickle = Pickle.Dumps(new Product("lamp", 25.5));

        // was: var product = (ClassDict)new Unpickler().loads(pickle); product["__class__"], product["price"]
        PyObject product = Pickle.Loads<PyObject>(pickle);
        Console.WriteLine(product.Global); // shop.models.Product
        Console.WriteLine(product.Get<double>("price")); // 25.5

        // was: Unpickler.registerConstructor("shop.models", "Product", new ProductConstructor()), for the whole process
        Console.WriteLine(Pickle.Loads<Product>(pickle)); // Product { Name = lamp, Price = 25.5 }
        // end
    }

    public static void Values()
    {
        // snippet: razorvine-values
        // Python's list is a PyList, whose numbers are long; ask for the type that the program wants instead.
        byte[] pickle = Pickle.Dumps(new List<object> { 5, BigInteger.Pow(2, 80), "five" });
        PyList list = Pickle.Loads<PyList>(pickle);
        Console.WriteLine(list[0] is long); // True
        Console.WriteLine(list.Get<int>(0)); // 5
        Console.WriteLine(list[1] is BigInteger); // True

        // was: (int[])... of an array.array; now of lists, tuples and arrays alike.
        Console.WriteLine(Pickle.Loads<int[]>(Pickle.Dumps(new[] { 1, 2, 3 })).Length); // 3
        // end
    }

    public static void Writing()
    {
        // snippet: razorvine-writing
        // Razorvine wrote array.array for int[], tuple for object[], bytearray for byte[], names for enums, and protocol 2.
        PyDict same = new()
        {
            ["numbers"] = PythonLibrary.Array('i', [1, 2, 3]),
            ["pair"] = PyTuple.Create(1, "one"),
            ["bytes"] = new PyByteArray([1, 2]),
            ["day"] = DayOfWeek.Friday.ToString(),
        };
        byte[] pickle = Pickle.Dumps(same, new PickleOptions { Protocol = 2 });
        Console.WriteLine(pickle[1]); // 2
        // end
    }

    public static void PersistentIds()
    {
        // snippet: razorvine-persistent
        // was: a class of its own that overrides Pickler.persistentId, and one that overrides Unpickler.persistentLoad
        var options = new PickleOptions
        {
            PersistentId = value => value is Uri link ? link.OriginalString : null,
            PersistentLoad = id => new Uri((string)id!),
        };
        byte[] pickle = Pickle.Dumps(new List<object> { new Uri("https://example.org/") }, options);
        Console.WriteLine(Pickle.Loads<PyList>(pickle, options)[0] is Uri); // True
        // end
    }
}
