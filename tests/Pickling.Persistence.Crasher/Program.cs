using System.Globalization;
using Pickling.Persistence;
using Pickling.Persistence.Crasher;

// Saves until it is killed, and says on standard output what is saved: the tests kill it and look at what is left.
if (args is not [string mode, string path, ..])
{
    Console.Error.WriteLine("usage: Crasher checkpoint FOLDER [none|gzip|zstandard] | file PATH | shelf PATH sqlite|dumb | full FOLDER | fullshelf PATH | moving PATH | once FOLDER | readonly FOLDER");
    return 2;
}

switch (mode)
{
    case "checkpoint":
        await SaveCheckpointsAsync(path, Enum.Parse<PickleCompression>(args[2], ignoreCase: true));
        break;
    case "file":
        SaveFile(path);
        break;
    case "shelf":
        WriteShelf(path, Enum.Parse<ShelfBackend>(args[2], ignoreCase: true));
        break;
    case "full":
        FillDisk(path);
        break;
    case "fullshelf":
        FillShelf(path);
        break;
    case "moving":
        MoveOn(path);
        break;
    case "once":
        SaveOnce(path);
        break;
    case "readonly":
        TryToSave(path);
        break;
}

return 0;

static void Say(string word, long number) => Console.Out.Write(string.Create(CultureInfo.InvariantCulture, $"{word} {number}\n"));

static async Task SaveCheckpointsAsync(string folder, PickleCompression compression)
{
    await using CheckpointStore<Dictionary<string, object?>> store = new(folder, new CheckpointOptions { Compression = compression, Keep = 2 });
    long step = store.LoadLatest() is { } latest ? CrashState.Check(latest.State) : 0;
    Say("resumed", step);
    while (true)
    {
        step++;
        if (step % 3 == 0)
        {
            await store.SaveInBackground(CrashState.Create(step));
        }
        else
        {
            store.Save(CrashState.Create(step));
        }

        Say("saved", step);
    }
}

static void SaveFile(string path)
{
    long step = File.Exists(path) ? CrashState.Check(PickleFile.Load<Dictionary<string, object?>>(path)) : 0;
    Say("resumed", step);
    while (true)
    {
        step++;
        PickleFile.Save(path, CrashState.Create(step));
        Say("saved", step);
    }
}

static void WriteShelf(string path, ShelfBackend backend)
{
    using var shelf = Shelf<Dictionary<string, object?>>.Open(path, new ShelfOptions { Backend = backend });
    long step = shelf.Count == 0 ? 0 : shelf.Values.Max(CrashState.Check);
    Say("resumed", step);
    while (true)
    {
        step++;
        shelf[string.Create(CultureInfo.InvariantCulture, $"key {step % 7}")] = CrashState.Create(step);
        Say("saved", step);
    }
}

// Bigger and bigger states, until one does not fit: then the one before must be there, and a small one must fit again.
static void FillDisk(string folder)
{
    using CheckpointStore<byte[]> store = new(Path.Combine(folder, "store"), new CheckpointOptions { Keep = 1 });
    string file = Path.Combine(folder, "state.pkl");
    int size = 64 * 1024;
    try
    {
        for (; ; size += size / 2)
        {
            PickleFile.Save(file, new byte[size]);
            Say("file", size);
            store.Save(new byte[size]);
            Say("saved", size);
        }
    }
    catch (PersistenceException error)
    {
        Console.Out.Write($"error {error.Message}\n");
    }

    Say("loaded", store.LoadLatest()!.State.Length);
    Say("loaded", PickleFile.Load<byte[]>(file).Length);
    Say("files", Directory.GetFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Length);
    File.Delete(file);
    store.Save(new byte[1]);
    Say("again", store.LoadLatest()!.State.Length);
}

// Long keys, so that it is the index that finds no room.
static void FillShelf(string path)
{
    using var shelf = Shelf<int>.Open(path, new ShelfOptions { Backend = ShelfBackend.Dumb });
    Attempt(() =>
    {
        for (int number = 0; ; number++)
        {
            shelf[number + new string('k', 50_000)] = number;
        }
    });
    shelf["short"] = 1;
    Say("again", shelf["short"]);
    Say("count", shelf.Count);
}

// A program that goes to another folder after it has opened a shelf here.
static void MoveOn(string path)
{
    Environment.CurrentDirectory = Path.GetDirectoryName(path)!;
    using var shelf = Shelf<int>.Open(Path.GetFileName(path), new ShelfOptions { Backend = ShelfBackend.Dumb });
    Environment.CurrentDirectory = Path.GetPathRoot(path)!;
    shelf["a"] = 1;
    shelf.Remove("a");
    shelf["b"] = 2;
    Say("moved", shelf.Count);
}

static void SaveOnce(string folder)
{
    PickleFile.Save(Path.Combine(folder, "state.pkl"), 1);
    using CheckpointStore<int> store = new(Path.Combine(folder, "store"));
    Say("saved", store.Save(1).Number);
    Load(folder);
}

static void TryToSave(string folder)
{
    Attempt(() => PickleFile.Save(Path.Combine(folder, "state.pkl"), 2));
    using CheckpointStore<int> store = new(Path.Combine(folder, "store"));
    Attempt(() => store.Save(2));
    Load(folder);
}

static void Load(string folder)
{
    Say("loaded", PickleFile.Load<int>(Path.Combine(folder, "state.pkl")));
    Say("loaded", new CheckpointStore<int>(Path.Combine(folder, "store")).LoadLatest()!.State);
}

static void Attempt(Action save)
{
    try
    {
        save();
    }
    catch (PersistenceException error)
    {
        Console.Out.Write($"error {error.Message}\n");
    }
}
