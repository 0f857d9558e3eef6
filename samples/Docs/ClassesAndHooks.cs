using Pickling.Model;

namespace Pickling.Docs;

/// <summary>The snippets of docs/classes-and-hooks.md.</summary>
internal static class ClassesAndHooks
{
    public static void Classes()
    {
        // snippet: classes
        var point = new PickleClass<Point>("shapes", "Point")
        {
            // What to write, as Python's __reduce_ex__ would say it: shapes.Point(), then its state.
            Reduce = value => new PyObject(new PyGlobal("shapes", "Point"), PyTuple.Empty, PyConstruction.NewObject)
            {
                State = new PyDict { ["x"] = value.X, ["y"] = value.Y },
            },
            // What to make of it: first the object, then its state.
            Create = call => new Point(),
            SetState = (value, state) =>
            {
                value.X = PyValue.At<double>(state, "x");
                value.Y = PyValue.At<double>(state, "y");
            },
        };
        var options = new PickleOptions { TypeMap = PickleTypeMap.Empty.Add(point) };

        byte[] pickle = Pickle.Dumps(new Point { X = 1, Y = 2 }, options);
        Console.WriteLine(Pickle.Loads(pickle)); // shapes.Point() {'x': 1.0, 'y': 2.0}
        Console.WriteLine(((Point)Pickle.Loads(pickle, options)!).Y); // 2
        // end
    }

    public static void Renames()
    {
        // snippet: renames
        byte[] old = Pickle.Dumps(new PyGlobal("shop.models", "Order"));

        PickleTypeMap map = PickleTypeMap.Empty
            .Rename("shop", "store") // the module, and all modules in it
            .Rename(new PyGlobal("shop.models", "Cart"), new PyGlobal("store.baskets", "Basket"));

        Console.WriteLine(Pickle.Loads(old, new PickleOptions { TypeMap = map })); // store.models.Order
        // end
    }

    public static void Refusal()
    {
        // snippet: refusal
        var options = new PickleOptions
        {
            FindClass = name => name.Module == "shop" ? name : throw new PickleException($"{name} is not ours"),
        };
        try
        {
            Pickle.Loads(Pickle.Dumps(new PyGlobal("os", "system")), options);
        }
        catch (PickleException error)
        {
            Console.WriteLine(error.Message); // STACK_GLOBAL at 25: os.system is not ours
        }

        // end
    }

    public static void PersistentIds()
    {
        // snippet: persistent-ids
        var database = new Dictionary<object, Point> { [5L] = new Point { X = 5 } };
        var options = new PickleOptions
        {
            PersistentId = value => value is Point known ? PyTuple.Create("point", (long)known.X) : null,
            PersistentLoad = id => id is PyTuple { Count: 2 } pair && pair[0] is "point" && database.TryGetValue(pair[1]!, out Point? known)
                ? known
                : throw new PickleException($"no object has the id {id}"),
        };

        byte[] pickle = Pickle.Dumps(new object[] { database[5L], "and a text" }, options);
        var list = (PyList)Pickle.Loads(pickle, options)!;
        Console.WriteLine(ReferenceEquals(list[0], database[5L])); // True
        // end
    }

    public static void Sessions()
    {
        // snippet: sessions
        var stream = new MemoryStream();
        using (var pickler = new Pickler(stream))
        {
            var customer = new PyDict { ["name"] = "Ada" };
            pickler.Dump(customer);
            pickler.Dump(new PyList { 1, customer }); // refers to the first pickle
            pickler.ClearMemo();
            pickler.Dump(customer); // stands alone again
        }

        stream.Position = 0;
        var unpickler = new Unpickler(stream);
        object? first = unpickler.Load();
        var second = unpickler.Load<PyList>();
        Console.WriteLine(ReferenceEquals(first, second[1])); // True
        // end
    }

    private sealed class Point
    {
        public double X { get; set; }

        public double Y { get; set; }
    }
}
