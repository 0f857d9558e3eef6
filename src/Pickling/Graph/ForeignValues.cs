using System.Collections;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Collections.Specialized;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Pickling.Model;

namespace Pickling.Graph;

/// <summary>Any .NET value that is not of the natural graph: which Python value it is written as.</summary>
internal sealed class ForeignValues
{
    private static readonly FrozenSet<Type> SetClasses = [typeof(HashSet<>), typeof(SortedSet<>)];

    // As the converters of these types write them.
    private static readonly FrozenSet<Type> FrozenSetClasses =
        [typeof(FrozenSet<>), typeof(ReadOnlySet<>), typeof(ImmutableHashSet<>), typeof(ImmutableSortedSet<>)];

    // Sets and tuples are written through a stand-in; one .NET object has one stand-in, so that shared stays shared.
    private Dictionary<object, object>? _standIns;

    /// <summary>Numbers, characters and memory.</summary>
    public static bool TryScalar(object value, out object? scalar)
    {
        scalar = value switch
        {
            char character => character.ToString(),
            ReadOnlyMemory<byte> memory => memory.ToArray(),
            Memory<byte> memory => memory.ToArray(),
            ArraySegment<byte> segment => segment.AsSpan().ToArray(),
            _ => Boxed.Normalize(value),
        };
        return !ReferenceEquals(scalar, value);
    }

    /// <summary><see cref="Tuple"/> and <see cref="ValueTuple"/>.</summary>
    public bool TryTuple(object value, [NotNullWhen(true)] out PyTuple? tuple)
    {
        if (value is not ITuple items || value is PyTuple)
        {
            tuple = null;
            return false;
        }

        if (StandInOf(value) is PyTuple known)
        {
            tuple = known;
            return true;
        }

        object?[] copy = new object?[items.Length];
        for (int i = 0; i < copy.Length; i++)
        {
            copy[i] = items[i];
        }

        tuple = PyTuple.Create(copy);
        Keep(value, tuple);
        return true;
    }

    public static bool IsContainer(object value, out ForeignContainer container)
    {
        container = value switch
        {
            IDictionary or IDictionary<string, object?> or IReadOnlyDictionary<string, object?> => ForeignContainer.Dictionary,
            Array => ForeignContainer.List,
            IEnumerable when IsOfClass(value, FrozenSetClasses) => ForeignContainer.FrozenSet,
            IList => ForeignContainer.List,
            IEnumerable when IsOfClass(value, SetClasses) || ImplementsSet(value) => ForeignContainer.Set,
            _ => ForeignContainer.List,
        };

        // A NameValueCollection enumerates its names only.
        return value is IEnumerable && value is not (Array { Rank: > 1 } or NameObjectCollectionBase);
    }

    /// <summary>The items of a set, in its own order.</summary>
    public PySet ToSet(object value) => StandInOf(value) as PySet ?? Kept(value, new PySet(HashableItems(value)));

    /// <summary>The items of a set that cannot change, in its own order.</summary>
    public PyFrozenSet ToFrozenSet(object value) => StandInOf(value) as PyFrozenSet ?? Kept(value, new PyFrozenSet(HashableItems(value)));

    /// <summary>Keys and values in turn.</summary>
    public static object?[] ToPairs(object value)
    {
        try
        {
            var pairs = new List<object?>();
            if (value is IDictionary dictionary)
            {
                IDictionaryEnumerator entries = dictionary.GetEnumerator();
                while (entries.MoveNext())
                {
                    if (!IsFrozenSet(entries.Key))
                    {
                        CheckHashable(entries.Key);
                    }

                    pairs.Add(entries.Key);
                    pairs.Add(entries.Value);
                }

                (entries as IDisposable)?.Dispose();
            }
            else
            {
                foreach ((string key, object? item) in (IEnumerable<KeyValuePair<string, object?>>)value)
                {
                    pairs.Add(key);
                    pairs.Add(item);
                }
            }

            return [.. pairs];
        }
        catch (Exception error) when (IsForeign(error))
        {
            throw Unreadable(value, error);
        }
    }

    /// <summary>The items of a list, read out of the value once.</summary>
    public IList ToList(object value)
    {
        try
        {
            if ((value as IList ?? StandInOf(value) as IList) is { } list)
            {
                // Throws here, if at all.
                _ = list.Count;
                return list;
            }

            var items = new List<object?>();
            foreach (object? item in (IEnumerable)value)
            {
                items.Add(item);
            }

            Keep(value, items);
            return items;
        }
        catch (Exception error) when (IsForeign(error))
        {
            throw Unreadable(value, error);
        }
    }

    /// <summary>The same items as a list of unboxed numbers, when the list's type says that they are; else null.</summary>
    public static PyList? ToNumbers(IList list)
    {
        // By type, not by pattern: to the runtime a uint[] is an int[] as well.
        Type type = list.GetType();
        if (type == typeof(double[]))
        {
            return PyList.Viewing((double[])list);
        }

        if (type == typeof(long[]))
        {
            return PyList.Viewing((long[])list);
        }

        if (type == typeof(int[]))
        {
            return PyList.Viewing((int[])list);
        }

        if (type == typeof(float[]))
        {
            return PyList.Viewing(Array.ConvertAll((float[])list, static item => (double)item));
        }

        return list switch
        {
            List<double> items => PyList.Viewing(items.ToArray()),
            List<long> items => PyList.Viewing(items.ToArray()),
            List<int> items => PyList.Viewing(items.ToArray()),
            _ => null,
        };
    }

    /// <summary>Forgets the stand-ins: what they stand for may have changed by the next dump.</summary>
    public void Forget() => _standIns?.Clear();

    // Ahead-of-time compilation drops an interface that the program never casts to, so the sets of .NET are known by class.
    private static bool IsOfClass(object value, FrozenSet<Type> classes)
    {
        for (Type? type = value.GetType(); type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && classes.Contains(type.GetGenericTypeDefinition()))
            {
                return true;
            }
        }

        return false;
    }

    // One that may be in a set and a key of a dict: what it holds is looked at when it is written itself.
    private static bool IsFrozenSet([NotNullWhen(true)] object? value) =>
        value is IEnumerable and not (string or IPyValue) && IsOfClass(value, FrozenSetClasses);

    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2075",
        Justification = "Only for sets of other libraries; one that the program uses as ISet<> or IReadOnlySet<> keeps that interface.")]
    private static bool ImplementsSet(object value)
    {
        foreach (Type contract in value.GetType().GetInterfaces())
        {
            if (contract.IsGenericType && (contract.GetGenericTypeDefinition() == typeof(ISet<>)
                || contract.GetGenericTypeDefinition() == typeof(IReadOnlySet<>)))
            {
                return true;
            }
        }

        return false;
    }

    private List<object?> HashableItems(object set)
    {
        try
        {
            List<object?> items = [];
            foreach (object? item in (IEnumerable)set)
            {
                object? hashable = IsFrozenSet(item) ? ToFrozenSet(item) : item;
                CheckHashable(hashable);
                items.Add(hashable);
            }

            return items;
        }
        catch (Exception error) when (IsForeign(error))
        {
            throw Unreadable(set, error);
        }
    }

    // Written all the same, Python would refuse the pickle.
    private static void CheckHashable(object? key)
    {
        if (PyDict.FindUnhashable(key) is { } unhashable)
        {
            throw new PicklingException($"{PyDict.UnhashableMessage(unhashable)}, which no Python set or dict takes as a key");
        }
    }

    // What the collection's own code throws, such as that of an ImmutableArray that was never made.
    private static bool IsForeign(Exception error) => error is not (PicklingException or PickleException or OperationCanceledException);

    private static PicklingException Unreadable(object value, Exception error) =>
        new($"the {value.GetType()} could not be read: {error.Message}", error);

    private object? StandInOf(object value) =>
        _standIns is not null && _standIns.TryGetValue(value, out object? standIn) ? standIn : null;

    private TStandIn Kept<TStandIn>(object value, TStandIn standIn)
        where TStandIn : class
    {
        Keep(value, standIn);
        return standIn;
    }

    private void Keep(object value, object standIn)
    {
        // A boxed struct has no identity of its own.
        if (value is not ValueType)
        {
            _standIns ??= new Dictionary<object, object>(ReferenceEqualityComparer.Instance);
            _standIns.Add(value, standIn);
        }
    }
}
