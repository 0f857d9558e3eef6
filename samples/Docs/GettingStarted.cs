using System.IO.Pipelines;
using Pickling.Model;

namespace Pickling.Docs;

/// <summary>The snippets of README.md and docs/getting-started.md.</summary>
internal static class GettingStarted
{
    public static void DumpsLoads()
    {
        // snippet: dumps-loads
        byte[] pickle = Pickle.Dumps(new Dictionary<string, object>
        {
            ["name"] = "Ada",
            ["scores"] = new[] { 1, 2, 3 },
            ["position"] = (51.5, -0.1),
        });

        object? value = Pickle.Loads(pickle);
        Console.WriteLine(value); // {'name': 'Ada', 'scores': [1, 2, 3], 'position': (51.5, -0.1)}
        // end
    }

    public static void Typed()
    {
        // snippet: typed
        byte[] pickle = Pickle.Dumps(new[] { "red", "green" });

        List<string> colours = Pickle.Loads<List<string>>(pickle);
        Console.WriteLine(colours[1]); // green

        try
        {
            Pickle.Loads<Dictionary<string, object>>(pickle);
        }
        catch (PickleException error)
        {
            Console.WriteLine(error.Message.Contains("list")); // True
        }
        // end
    }

    public static void Path()
    {
        // snippet: path
        byte[] pickle = Pickle.Dumps(new Dictionary<string, object>
        {
            ["layers"] = new object[] { new Dictionary<string, object> { ["size"] = 64 } },
        });

        PyDict model = Pickle.Loads<PyDict>(pickle);
        Console.WriteLine(model.Get<int>("layers", 0, "size")); // 64
        // end
    }

    public static void File()
    {
        string path = System.IO.Path.GetTempFileName();

        // snippet: file
        using (FileStream target = System.IO.File.Create(path))
        {
            Pickle.Dump(new[] { "test value", "test value 2", "test value 3" }, target);
        }

        using FileStream source = System.IO.File.OpenRead(path);
        Console.WriteLine(Pickle.Load(source)); // ['test value', 'test value 2', 'test value 3']
        // end
        System.IO.File.Delete(path);
    }

    public static void FromPython()
    {
        // snippet: from-python
        // python3 -c "import pickle; print(pickle.dumps({'a': [1, (2.5, None)]}).hex())"
        byte[] pickle = Convert.FromHexString("8004951a000000000000007d948c0161945d94284b014740040000000000004e869465732e");

        Console.WriteLine(Pickle.Loads(pickle)); // {'a': [1, (2.5, None)]}
        // end
    }

    public static void ToPython2()
    {
        // snippet: to-python2
        byte[] pickle = Pickle.Dumps(new[] { 1, 2 }, new PickleOptions { Protocol = 2 });

        Console.WriteLine(Convert.ToHexStringLower(pickle)); // 80025d7100284b014b02652e
        // end
    }

    public static async Task PipeAsync()
    {
        // snippet: pipe
        Pipe pipe = new();
        await Pickle.DumpAsync((1, "one"), pipe.Writer);
        await Pickle.DumpAsync((2, "two"), pipe.Writer);
        await pipe.Writer.CompleteAsync();

        // Each call takes exactly one pickle, however the bytes arrive.
        Console.WriteLine(await Pickle.LoadAsync(pipe.Reader)); // (1, 'one')
        Console.WriteLine(await Pickle.LoadAsync(pipe.Reader)); // (2, 'two')
        // end
    }

    public static void Several()
    {
        // snippet: several
        using MemoryStream stream = new();
        Pickle.Dump("header", stream);
        Pickle.Dump(new[] { 1, 2, 3 }, stream);
        stream.Position = 0;

        foreach (object? value in Pickle.LoadAll(stream))
        {
            Console.WriteLine(value); // header
        }                             // [1, 2, 3]
        // end
    }
}
