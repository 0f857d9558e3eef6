using System.Diagnostics.CodeAnalysis;
using Pickling.Model;
using Pickling.Multiprocessing.Managers.Server;

namespace Pickling.Multiprocessing.Managers.Standard;

/// <summary>What Python's <c>SyncManager</c> registers, on objects of .NET.</summary>
/// <remarks>Each method names the arguments that Python's proxies send, and exposes what Python's exposes and no more.</remarks>
internal static class StandardTypes
{
    private const int RepresentationCharsMax = 1_000_000;

    public static PickleManagerTypes AddTo(PickleManagerTypes types) => types
        .Add(ListType.Make("list", static call => ListType.New(call)))
        .Add(DictType.Make("dict", static call => DictType.New(call)))
        .Add(IteratorType.Make())
        .Add(NamespaceType.Make())
        .Add(ValueTypes.MakeValue())
        .Add(ValueTypes.MakeArray())
        .Add(QueueType.Make("Queue", static call => new PickleSharedQueue(QueueType.Capacity(call))))
        .Add(QueueType.Make("JoinableQueue", static call => new PickleSharedQueue(QueueType.Capacity(call))))
        .Add(EventType.Make())
        .Add(LockTypes.MakeLock())
        .Add(LockTypes.MakeReentrantLock())
        .Add(LockTypes.MakeSemaphore("Semaphore", isBounded: false))
        .Add(LockTypes.MakeSemaphore("BoundedSemaphore", isBounded: true))
        .Add(ConditionType.Make())
        .Add(BarrierType.Make());

    /// <summary>A method that has the object to itself while it runs, as the GIL makes it so in Python.</summary>
    public static PickleManagerType<T> Atomic<T>(this PickleManagerType<T> type, string name, Func<T, PickleManagerCall, object?> body)
        where T : class => type.Method(name, (value, call) =>
        {
            lock (value)
            {
                return body(value, call);
            }
        });

    /// <summary>The type with its methods refusing more arguments than they take, as Python's do, instead of ignoring them.</summary>
    /// <param name="type">The type, with all its methods.</param>
    /// <param name="signatures">For each method how many arguments it takes by position, and which of them by name too.</param>
    public static PickleManagerType<T> Taking<T>(this PickleManagerType<T> type, params ReadOnlySpan<(string Method, int Positions, string[] Names)> signatures)
        where T : class
    {
        foreach ((string method, int positions, string[] names) in signatures)
        {
            type = type.Guarded(method, call => call.AllowOnly(positions, names));
        }

        return type;
    }

    /// <summary>The items of what Python can iterate over, as they are now.</summary>
    public static IReadOnlyList<object?> ItemsOf(object? value)
    {
        switch (value)
        {
            case PickleSharedObject { Value: { } shared }:
                lock (shared)
                {
                    return ItemsOf(shared);
                }

            case PyList list:
                return [.. list];
            case PyTuple tuple:
                return tuple;
            case PyDict dict:
                return [.. dict.Keys];
            case PySetBase set:
                return [.. set];
            case string text:
                return [.. text.EnumerateRunes().Select(static rune => rune.ToString())];
            case byte[] bytes:
                return [.. bytes.Select(static item => (object)(long)item)];
            case PyByteString text:
                return [.. text.ToArray().Select(static item => new PyByteString([item]))];
            case PyByteArray bytes:
                return ItemsOf(bytes.ToArray());
            case PyObject when TryReadDict(value, out PyDict? dict):
                return [.. dict.Keys];
            case PyObject when TryRead(value, out object?[]? items):
                return items;
            default:
                throw PythonErrors.Raise("TypeError", $"{PyValue.Repr(value, 100)} is not iterable");
        }
    }

    /// <summary>The items of a dict, or of what is one: an OrderedDict, a Counter, another shared dict.</summary>
    public static bool TryReadDict(object? value, [NotNullWhen(true)] out PyDict? dict)
    {
        switch (value)
        {
            case PyDict plain:
                dict = plain;
                return true;
            case PickleSharedObject { Value: PyDict shared }:
                lock (shared)
                {
                    dict = new PyDict(shared);
                    return true;
                }

            case PyObject when TryRead(value, out Dictionary<object, object?>? items):
                dict = new PyDict(items);
                return true;
            default:
                dict = null;
                return false;
        }
    }

    // A deque, a range, an array: values of the standard library that have items.
    private static bool TryRead<T>(object? value, [NotNullWhen(true)] out T? items)
        where T : class
    {
        try
        {
            items = PyValue.At<T>(value);
            return items is not null;
        }
        catch (PickleException)
        {
            items = null;
            return false;
        }
    }

    /// <summary>What <c>str(proxy)</c> says of a value, whole as Python says it, unless it is endless: shared parts make short lists long.</summary>
    public static string Represent(object? value) => PyValue.Repr(value, RepresentationCharsMax);

    /// <summary>Python's <c>bool()</c> of a flag.</summary>
    public static bool IsTrue(object? value) => value is not (null or false or 0L or 0.0);

    /// <summary>Python's timeout in seconds; null for ever.</summary>
    public static TimeSpan Timeout(double? seconds) => seconds switch
    {
        null => System.Threading.Timeout.InfiniteTimeSpan,
        <= 0 => TimeSpan.Zero,
        >= int.MaxValue / 1_000.0 => TimeSpan.FromMilliseconds(int.MaxValue),
        double finite => double.IsNaN(finite) ? throw PythonErrors.Raise("ValueError", "a timeout cannot be nan") : TimeSpan.FromSeconds(finite),
    };
}
