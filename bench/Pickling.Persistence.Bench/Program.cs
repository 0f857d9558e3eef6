using System.Globalization;
using Pickling.Persistence.Bench;

// Prints the tables of docs/persistence.md: `Pickling.Persistence.Bench PYTHON [FOLDER]`, PYTHON being 3.13 or later;
// and that of docs/caching.md: `Pickling.Persistence.Bench keys [PART-OF-A-NAME]`.
if (args is ["keys", ..])
{
    CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
    Console.WriteLine("| value | median | best | bytes allocated |");
    Console.WriteLine("|---|---|---|---|");
    KeyBench.Run(args.ElementAtOrDefault(1) ?? "");
    return 0;
}

if (args.Length is 0 or > 2)
{
    Console.Error.WriteLine("usage: Pickling.Persistence.Bench PYTHON [FOLDER] | keys [PART-OF-A-NAME]");
    return 2;
}

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
string folder = Path.Combine(args.Length == 2 ? args[1] : Path.GetTempPath(), $"pickling-bench-{Environment.ProcessId}");
Directory.CreateDirectory(folder);
try
{
    Console.WriteLine("| state | raw write | Save | ratio | SaveInBackground returns after |");
    Console.WriteLine("|---|---|---|---|---|");
    CheckpointBench.Run(folder);
    Console.WriteLine();
    Console.WriteLine("| 100,000 keys | Shelf | CPython's shelve | ratio |");
    Console.WriteLine("|---|---|---|---|");
    ShelfBench.Run(folder, args[0]);
}
finally
{
    Directory.Delete(folder, recursive: true);
}

return 0;
