using System.Diagnostics;

namespace Pickling.Bench;

/// <summary>The pickles that are timed; workloads.py makes them once for each protocol.</summary>
internal sealed class WorkloadFolder
{
    /// <summary>In the order of the tables; workloads.py knows the same names.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "pp_pickle", "pp_list", "pp_dict", "ints_small", "ints_range", "floats", "strs", "strs_utf8", "dict_str_int",
        "objs", "tuples", "deep", "bytes100", "ndarray", "ndarray_oob", "bigints", "table", "refs", "mix",
        "objs_typed", "table_typed", "floats_typed",
    ];

    public WorkloadFolder(BenchOptions options)
    {
        FolderPath = Path.Combine(options.DataFolder ?? Path.Combine(Path.GetTempPath(), "pickling-bench"), $"protocol{options.Protocol}");
        Selected = [.. Names.Where(name => IsSelected(name, options.Filters) && (options.Protocol >= 5 || !name.EndsWith("_oob", StringComparison.Ordinal)))];
    }

    /// <summary>Where they are.</summary>
    public string FolderPath { get; }

    /// <summary>The workloads that were asked for.</summary>
    public IReadOnlyList<string> Selected { get; }

    /// <summary>Makes what is missing.</summary>
    /// <exception cref="InvalidOperationException">Something is missing and there is no Python, or it failed.</exception>
    public void Generate(string? python, int protocol)
    {
        string[] missing = [.. Selected.Where(name => !File.Exists(PathOf(name)))];
        if (missing.Length == 0)
        {
            return;
        }

        if (python is null)
        {
            throw new InvalidOperationException("the pickles have to be made first, and no Python 3.8 or later was found: give --python PATH");
        }

        Directory.CreateDirectory(FolderPath);
        string script = Path.Combine(AppContext.BaseDirectory, "workloads.py");
        using Process process = Process.Start(new ProcessStartInfo(python, [script, FolderPath, "--protocol", $"{protocol}", "--only", .. missing]))!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{script} ended with exit code {process.ExitCode}");
        }
    }

    /// <summary>Bytes of a workload's pickle, with its out-of-band buffer.</summary>
    public long BytesOf(string name)
    {
        FileInfo buffer = new(Path.Combine(FolderPath, name + ".buffer"));
        return new FileInfo(PathOf(name)).Length + (buffer.Exists ? buffer.Length : 0);
    }

    private static bool IsSelected(string name, IReadOnlyList<string> filters) =>
        filters.Count == 0 || filters.Any(filter => Names.Contains(filter) ? name == filter : name.Contains(filter, StringComparison.Ordinal));

    private string PathOf(string name) => Path.Combine(FolderPath, name + ".pkl");
}
