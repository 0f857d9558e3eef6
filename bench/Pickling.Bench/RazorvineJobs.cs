using System.Reflection;

namespace Pickling.Bench;

/// <summary>
/// Razorvine.Pickle, the .NET library that there was before: its assembly is given by path, so that the bench builds
/// without it.
/// </summary>
internal static class RazorvineJobs
{
    /// <summary>The environment variable that hands the assembly's path to the peer process.</summary>
    public const string AssemblyVariable = "PICKLING_BENCH_RAZORVINE";

    public static Func<object?> Create(byte[] pickle, string operation)
    {
        Assembly assembly = Assembly.LoadFrom(Environment.GetEnvironmentVariable(AssemblyVariable)!);
        Func<byte[], object> loads = Method<Func<byte[], object>>(assembly, "Unpickler", "loads", typeof(byte[]));
        if (operation == "loads")
        {
            return () => loads(pickle);
        }

        object graph = loads(pickle);
        Func<object, byte[]> dumps = Method<Func<object, byte[]>>(assembly, "Pickler", "dumps", typeof(object));
        return () => dumps(graph);
    }

    private static T Method<T>(Assembly assembly, string typeName, string method, Type argument)
        where T : Delegate
    {
        Type type = assembly.GetType("Razorvine.Pickle." + typeName, throwOnError: true)!;
        return type.GetMethod(method, [argument])!.CreateDelegate<T>(Activator.CreateInstance(type));
    }
}
