using Pickling.Mapping;
using Pickling.Model;
using Pickling.Persistence;

namespace Pickling.Docs;

/// <summary>The snippets of docs/persistence.md.</summary>
internal static class Persistence
{
    public static void SaveAndLoad()
    {
        string path = System.IO.Path.Combine(Directory.CreateTempSubdirectory().FullName, "state.pkl");

        // snippet: pickle-file
        PickleFile.Save(path, new Dictionary<string, object> { ["step"] = 100, ["losses"] = new[] { 0.5, 0.25 } });

        Console.WriteLine(PickleFile.Load(path)); // {'step': 100, 'losses': [0.5, 0.25]}

        // The suffix says how to compress; reading sees it by itself.
        PickleFile.Save(path + ".gz", "compressed");
        Console.WriteLine(PickleFile.Load<string>(path + ".gz")); // compressed
        // end
    }

    public static void Checkpoints()
    {
        string folder = System.IO.Path.Combine(Directory.CreateTempSubdirectory().FullName, "training");

        // snippet: checkpoints
        using (CheckpointStore<Training> store = new(folder, new CheckpointOptions { Keep = 2 }))
        {
            Training training = store.LoadLatest()?.State ?? new Training(0, []);
            while (training.Step < 5)
            {
                training = new Training(training.Step + 1, [.. training.Losses, 1.0 / (training.Step + 1)]);
                store.Save(training);
            }
        }

        // Another process, or this one after a crash:
        using CheckpointStore<Training> again = new(folder);
        LoadedCheckpoint<Training> latest = again.LoadLatest()!;
        Console.WriteLine(latest.State.Step); // 5
        Console.WriteLine(string.Join(", ", again.Numbers)); // 4, 5
        // end
    }

    public static async Task BackgroundAsync()
    {
        using CheckpointStore<Training> store = new(Directory.CreateTempSubdirectory().FullName);
        Training training = new(1, [0.5]);

        // snippet: background
        // Returns when the state is copied; the disk is written while the program goes on.
        Task<Checkpoint> saving = store.SaveInBackground(training);
        Checkpoint saved = await saving;
        Console.WriteLine(System.IO.Path.GetFileName(saved.Path)); // checkpoint-00000001.pkl
        // end
    }

    public static void Damage()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;

        // snippet: damage
        using CheckpointStore<int> store = new(folder);
        store.Save(1);
        File.WriteAllText(store.Save(2).Path, "a disk that lies");

        LoadedCheckpoint<int> latest = store.LoadLatest()!;
        Console.WriteLine(latest.State); // 1
        Console.WriteLine(System.IO.Path.GetFileName(latest.Damaged[0].FilePath)); // checkpoint-00000002.pkl
        // end
    }

    public static void Shelves()
    {
        string path = System.IO.Path.Combine(Directory.CreateTempSubdirectory().FullName, "shelf");

        // snippet: shelf
        // In Python 3.13: shelve.open(path)
        using (var shelf = Shelf<object>.Open(path))
        {
            shelf["answer"] = 42;
            shelf["orders"] = new List<int> { 7, 8 };
        }

        using var again = Shelf<object>.Open(path, new ShelfOptions { Mode = ShelfMode.ReadOnly });
        Console.WriteLine(again["orders"]); // [7, 8]
        Console.WriteLine(again.Count); // 2
        // end
    }

    public static void EveryPython()
    {
        string path = System.IO.Path.Combine(Directory.CreateTempSubdirectory().FullName, "shelf");

        // snippet: shelf-dumb
        // Read by shelve of every Python, 2.7 among them: dbm.dumb, and protocol 2.
        ShelfOptions options = new()
        {
            Backend = ShelfBackend.Dumb,
            Pickle = new PickleOptions { Protocol = 2 },
            WriteBack = true,
        };
        using (var shelf = Shelf<PyList>.Open(path, options))
        {
            shelf["list"] = [1, 2];
            shelf["list"].Add(3); // in memory, until the shelf is closed
        }

        using var again = Shelf<PyList>.Open(path);
        Console.WriteLine(again["list"]); // [1, 2, 3]
        // end
    }

    public static void ShelfErrors()
    {
        string path = System.IO.Path.Combine(Directory.CreateTempSubdirectory().FullName, "shelf");

        // snippet: shelf-errors
        using (var texts = Shelf<string>.Open(path))
        {
            texts["name"] = "Ada";
        }

        using var numbers = Shelf<int>.Open(path);
        numbers["born"] = 1815;
        try
        {
            Console.WriteLine(numbers["name"]);
        }
        catch (PersistedDataException error)
        {
            Console.WriteLine(error.Key); // name
        }

        Console.WriteLine(numbers["born"]); // 1815
        // end
    }

    // snippet: training-class
    [PickleClass("training", "Training")]
    internal sealed record Training(int Step, List<double> Losses);
    // end
}
