using Pickling.Model;
using Pickling.Wire;

namespace Pickling.Docs;

/// <summary>The snippets of docs/options-and-errors.md and SECURITY.md.</summary>
internal static class OptionsAndErrors
{
    public static void Options()
    {
        // snippet: options
        PickleOptions forPython27 = new() { Protocol = 2 };
        PickleOptions fromPython27 = new() { Encoding = "latin1" };

        byte[] pickle = Pickle.Dumps("text", forPython27);
        Console.WriteLine(Pickle.Loads(pickle, fromPython27)); // text
        // end
    }

    public static void LoadErrors()
    {
        // snippet: load-errors
        byte[] pickle = Pickle.Dumps("a text of some length");
        try
        {
            Pickle.Loads(pickle.AsSpan(0, 20));
        }
        catch (PickleTruncatedException error)
        {
            Console.WriteLine(error.Opcode); // SHORT_BINUNICODE
            Console.WriteLine(error.Offset); // 11
        }
        // end
    }

    public static void DumpErrors()
    {
        // snippet: dump-errors
        Dictionary<string, object> state = new() { ["log"] = new object[] { 1, Console.Out } };
        try
        {
            Pickle.Dumps(state);
        }
        catch (PicklingException error)
        {
            Console.WriteLine(error.Path); // root["log"][1]
        }
        // end
    }

    public static void Limits()
    {
        // snippet: limits
        PickleOptions strict = new()
        {
            Limits = PickleLimits.Default with { BytesMax = 1_000_000, StackDepthMax = 1_000 },
        };
        byte[] pickle = Pickle.Dumps(new string('x', 2_000_000));
        try
        {
            Pickle.Loads(pickle, strict);
        }
        catch (PickleLimitException)
        {
            Console.WriteLine("more than a megabyte"); // more than a megabyte
        }
        // end
    }

    public static void Persistent()
    {
        // snippet: persistent
        byte[] pickle = Pickle.Dumps(new object[] { "report", new PersistentReference("user:7") });

        // Without a resolver the reference stays what it is, and is written back as it was.
        PyList kept = Pickle.Loads<PyList>(pickle);
        Console.WriteLine(kept[1] is PersistentReference); // True

        PyList resolved = Pickle.Loads<PyList>(pickle, new PickleOptions { PersistentLoad = id => $"the user of {id}" });
        Console.WriteLine(resolved[1]); // the user of user:7
        // end
    }

    public static void OutOfBand()
    {
        // snippet: out-of-band
        byte[] image = new byte[1_000_000];
        List<PickleBuffer> buffers = [];
        byte[] pickle = Pickle.Dumps(new PickleBuffer(image), new PickleOptions
        {
            BufferCallback = buffer =>
            {
                buffers.Add(buffer);
                return false;
            },
        });
        Console.WriteLine(pickle.Length < 20); // True

        object? loaded = Pickle.Loads(pickle, new PickleOptions { Buffers = buffers });
        Console.WriteLine(ReferenceEquals(loaded, buffers[0])); // True
        // end
    }

    public static void Progress()
    {
        // snippet: progress
        long reported = 0;
        PickleOptions options = new() { Progress = new Reporter(progress => reported = progress.Bytes) };

        Pickle.Loads(Pickle.Dumps(Enumerable.Range(0, 2_000_000).ToList()), options);
        Console.WriteLine(reported > 1_000_000); // True
        // end
    }

    public static void Inert()
    {
        // snippet: inert
        // class Evil:
        //     def __reduce__(self): return os.system, ("echo owned",)
        byte[] pickle = Convert.FromHexString("80049525000000000000008c05706f736978948c0673797374656d9493948c0a6563686f206f776e656494859452942e");

        // Python would run the command. Here it is data, which says what it would have been.
        PyObject call = Pickle.Loads<PyObject>(pickle);
        Console.WriteLine(call.Callable); // posix.system
        Console.WriteLine(call.Arguments); // ('echo owned',)
        // end
    }

    private sealed class Reporter(Action<PickleProgress> report) : IProgress<PickleProgress>
    {
        public void Report(PickleProgress value) => report(value);
    }
}
