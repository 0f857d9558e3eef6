using Pickling.Mapping;

namespace Pickling.Conformance;

/// <summary>
/// One thing that converters must do, whoever made them: reflection, the source generator, and that ahead-of-time compiled.
/// </summary>
/// <param name="name">What it is, as a sentence.</param>
/// <param name="run">Does it with a context; throws when it fails.</param>
/// <param name="dump">What is written, by context and protocol; null where nothing is.</param>
/// <param name="hand">Hands the value that is written to someone; null where there is none.</param>
public sealed class MappingCase(
    string name, Action<PickleContext> run, Func<PickleContext, int, byte[]>? dump = null, Action<IMappedValueTaker>? hand = null)
{
    /// <summary>The highest protocol.</summary>
    public const int ProtocolMax = 5;

    /// <summary>What it is, as a sentence.</summary>
    public string Name { get; } = name;

    /// <summary>Does it.</summary>
    /// <exception cref="ConformanceException">It failed.</exception>
    public void Run(PickleContext context) => run(context);

    /// <summary>What is written, or null where nothing is.</summary>
    public byte[]? Dump(PickleContext context, int protocol) => dump?.Invoke(context, protocol);

    /// <summary>Hands the value that is written to someone; false where there is none.</summary>
    public bool HandTo(IMappedValueTaker taker)
    {
        hand?.Invoke(taker);
        return hand is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>A value that comes back at every protocol, with what Python would print of it at the highest.</summary>
    public static MappingCase RoundTrip<T>(string name, Func<T> make, string? python, Action<T>? check = null) => new(
        name,
        context =>
        {
            for (int protocol = 0; protocol <= ProtocolMax; protocol++)
            {
                var options = new PickleOptions { Protocol = protocol };
                byte[] pickle = Pickle.Dumps(make(), context, options);
                T back = Pickle.Loads<T>(pickle, context, options);
                check?.Invoke(back);
                Same(Text(pickle), Text(Pickle.Dumps(back, context, options)), $"what came back at protocol {protocol}");
            }

            if (python is not null)
            {
                Same(python, Text(Pickle.Dumps(make(), context)), "the value in Python");
            }
        },
        (context, protocol) => Pickle.Dumps(make(), context, new PickleOptions { Protocol = protocol }),
        taker => taker.Take(make()));

    /// <summary>A Python value that becomes a T.</summary>
    public static MappingCase Load<T>(string name, object? python, Action<T> check, PickleOptions? options = null) => new(
        name, context => check(Pickle.Loads<T>(Pickle.Dumps(python), context, options)));

    /// <summary>A Python value that is no T, and the error that says why.</summary>
    public static MappingCase LoadFails<T>(string name, object? python, string message) => new(
        name, context => Fails<PickleException>(() => Pickle.Loads<T>(Pickle.Dumps(python), context), message));

    /// <summary>A value that has no counterpart in Python, and the error that says why.</summary>
    public static MappingCase DumpFails<T>(string name, Func<T> make, string message) => new(
        name, context => Fails<PicklingException>(() => Pickle.Dumps(make(), context), message));

    /// <summary>Holds two values to be equal.</summary>
    public static void Same<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new ConformanceException($"{what}: expected {expected}, was {actual}");
        }
    }

    /// <summary>Holds something to be true.</summary>
    public static void True(bool fine, string what)
    {
        if (!fine)
        {
            throw new ConformanceException(what);
        }
    }

    // Not the bytes: two equal strings may have been one.
    private static string Text(byte[] pickle) => Pickle.Loads(pickle)?.ToString() ?? "None";

    private static void Fails<TException>(Action action, string message)
        where TException : Exception
    {
        try
        {
            action();
        }
        catch (TException error)
        {
            True(error.Message.Contains(message, StringComparison.Ordinal), $"expected the error '{message}', was '{error.Message}'");
            return;
        }

        throw new ConformanceException($"expected the error '{message}', but there was none");
    }
}
