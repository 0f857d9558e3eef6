namespace Pickling.Bench;

/// <summary>One line of a table: a workload, and each contender's median or the reason why there is none.</summary>
internal sealed record BenchRow(string Workload, long PickleBytes, IReadOnlyDictionary<string, Sample> Medians, IReadOnlyDictionary<string, string> Failures)
{
    public const string Pickling = "Pickling";
    public const string CPython = "CPython";
    public const string SmallGen0 = "Pickling, gen0 6 MB";
    public const string Razorvine = "Razorvine";

    /// <summary>What this library takes; null when it was not asked for or failed.</summary>
    public MemoryUse? Memory { get; init; }

    /// <summary>What Python takes; null when it was not asked for or failed.</summary>
    public MemoryUse? PythonMemory { get; init; }

    /// <summary>How many times as fast as CPython this library is; null when one of them has no time.</summary>
    public double? Ratio =>
        Medians.TryGetValue(Pickling, out Sample mine) && Medians.TryGetValue(CPython, out Sample theirs)
            ? theirs.CpuNanoseconds / mine.CpuNanoseconds
            : null;
}
