using Pickling.Machine;
using Pickling.Mapping;
using Pickling.Mapping.Reflection;

namespace Pickling.Bench;

/// <summary>This library, with .NET types: workloads whose names end with _typed.</summary>
internal static class TypedJobs
{
    private static readonly ReflectionPickleContext Context = new(new PickleMapping { DictNaming = PickleNaming.SnakeCase });

    public static bool Has(string name) => name.EndsWith("_typed", StringComparison.Ordinal);

    public static Func<object?> Create(string name, byte[] pickle, string operation) => name switch
    {
        "objs_typed" => Create<List<Record>>(pickle, operation, Enumerable.SequenceEqual),
        "table_typed" => Create<List<Row>>(pickle, operation, Enumerable.SequenceEqual),
        "floats_typed" => Create<double[]>(pickle, operation, static (before, after) => before.AsSpan().SequenceEqual(after)),
        _ => throw new ArgumentException($"no types for the workload {name}"),
    };

    private static Func<object?> Create<T>(byte[] pickle, string operation, Func<T, T, bool> areEqual)
    {
        if (operation == "loads")
        {
            return () => Pickle.Loads<T>(pickle, Context);
        }

        T value = Pickle.Loads<T>(pickle, Context);
        PickleOptions dump = new() { Profile = CPythonProfile.Python313 };
        return areEqual(value, Pickle.Loads<T>(Pickle.Dumps(value, Context, dump), Context))
            ? () => Pickle.Dumps(value, Context, dump)
            : throw new InvalidDataException("what comes back of a typed dump is not what was dumped");
    }

    /// <summary>The dataclass of workloads.py.</summary>
    [PickleClass("workloads", "Record")]
    internal sealed record Record(long Number, string Name, double Score, bool Active, string Group);

    /// <summary>A row of the workload table, which is a dict.</summary>
    internal sealed record Row(long Id, string Name, double Price, int Count, bool Active, string? Note);
}
