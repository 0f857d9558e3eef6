using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pickling.Model;

/// <summary>Python's <c>==</c> and <c>hash()</c> over natural values, and the comparison of whole graphs.</summary>
/// <remarks>
/// Numbers compare by value across types (1 == 1.0 == True, integers and floats exactly), strings by code units, bytes and
/// bytearray by content, tuples, lists, dicts and sets by their items, classes by name. Constructed objects
/// (<see cref="PyObject"/>), persistent references and buffers are equal only to themselves, as Python's objects are unless
/// their class says otherwise. The same reference is always equal to itself, as inside Python's containers; so a boxed NaN
/// equals itself but no other NaN. All of it works without recursion: graphs of any depth, with cycles and with
/// exponential sharing, end. Two cyclic graphs are equal when no walk tells them apart.
/// </remarks>
public static class PythonEquality
{
    private const int ListHash = 0x4c495354;
    private const int DictHash = 0x44494354;
    private const int NoneHash = 0x4e6f6e65;

    /// <summary>Python's equality as a .NET comparer, for dictionaries, LINQ and assertions.</summary>
    public static IEqualityComparer<object?> Comparer { get; } = new PythonEqualityComparer();

    /// <summary>Whether Python would find the two values equal.</summary>
    public static new bool Equals(object? a, object? b) => Compare(a, b) switch
    {
        Verdict.Equal => true,
        Verdict.Different => false,
        _ => new EqualityWalk().AreEqual(a!, b!),
    };

    /// <summary>A hash code that equal values share; it differs from process to process.</summary>
    /// <remarks>
    /// What Python cannot hash gets a code too, so that .NET's collections can hold it: lists and dicts by their count,
    /// a set or bytearray as the frozenset or bytes it equals, a tuple that holds any of these by its length.
    /// </remarks>
    public static int GetHashCode(object? value)
    {
        switch (value)
        {
            case string text:
                return LargeLeaf.Is(text) ? LargeLeaf.Hash(text) : PythonHash.String(text);
            case long int64:
                return PythonHash.Int64(int64);
            case null:
                return NoneHash;
            case PyTuple tuple:
                return ContainerHash.Of(tuple) is not ContainerHash.Unhashable and var hash
                    ? hash
                    : PythonHash.Fold(PythonHash.Begin(tuple.Count));
            case PyFrozenSet set:
                return ContainerHash.Of(set);
            case byte[] bytes:
                return LargeLeaf.Is(bytes) ? LargeLeaf.Hash(bytes) : PythonHash.Bytes(bytes);
            case PyByteArray bytes:
                return PythonHash.Bytes(bytes.AsSpan());
            case PyList list:
                return ListHash ^ list.Count;
            case PyDict dict:
                return DictHash ^ dict.Count;
            case PySet set:
                return ContainerHash.OfContent(set);
            case BigInteger when LargeLeaf.Is(value):
                return LargeLeaf.Hash(value);
            default:
                if (!PythonNumber.TryCreate(value, out PythonNumber number))
                    return value.GetHashCode();
                // NaN equals only its own box; one hash for all of them would let a pickle fill one bucket.
                return number.IsNaN ? RuntimeHelpers.GetHashCode(value) : number.Hash();
        }
    }

    /// <summary>Whether two graphs are the same through and through: types, content, constructed objects, order.</summary>
    /// <remarks>
    /// Stricter than <see cref="Equals(object?, object?)"/> where that is lenient (1, 1.0 and True differ, so do a list of
    /// unboxed and a list of equal boxed numbers not), and it looks inside constructed objects, persistent references and
    /// buffers. NaN is the same as NaN. Members of sets and keys that are constructed objects are matched in order.
    /// </remarks>
    public static bool StructuralEquals(object? a, object? b, StructuralComparison options = StructuralComparison.Default) =>
        new StructuralWalk(options).AreSame(a, b);

    /// <summary>The hash of a value as a key; false when Python cannot hash it.</summary>
    internal static bool TryGetKeyHash(object? key, out int hash)
    {
        switch (key)
        {
            case PyTuple tuple:
                hash = ContainerHash.Of(tuple);
                return hash != ContainerHash.Unhashable;
            case PyList or PyDict or PySet or PyByteArray:
                hash = 0;
                return false;
            default:
                hash = GetHashCode(key);
                return true;
        }
    }

    /// <summary>What can be said of two values without looking into containers.</summary>
    internal static Verdict Compare(object? a, object? b)
    {
        if (ReferenceEquals(a, b))
            return Verdict.Equal;
        if (a is null || b is null)
            return Verdict.Different;
        switch (a)
        {
            case string x:
                return Of(b is string s && string.Equals(x, s));
            case long x:
                return b is long int64 ? Of(x == int64) : CompareNumbers(a, b);
            case PyTuple x:
                return b is PyTuple tuple ? CompareTuples(x, tuple) : Verdict.Different;
            case PyList x:
                return b is PyList list ? CompareLists(x, list) : Verdict.Different;
            case PyDict x:
                if (b is not PyDict dict || x.Count != dict.Count)
                    return Verdict.Different;
                return x.Count == 0 ? Verdict.Equal : Verdict.Contents;
            case PySetBase x:
                // Python: a set and a frozenset of the same items are equal.
                if (b is not PySetBase set || x.Count != set.Count)
                    return Verdict.Different;
                return x.Count == 0 ? Verdict.Equal : Verdict.Contents;
            case byte[] x:
                return CompareBytes(x, b);
            case PyByteArray x:
                return CompareBytes(x.AsSpan(), b);
            case IPyValue:
                return Of(a.Equals(b));
            default:
                return CompareNumbers(a, b);
        }
    }

    private static Verdict Of(bool equal) => equal ? Verdict.Equal : Verdict.Different;

    private static Verdict CompareNumbers(object a, object b)
    {
        if (PythonNumber.TryCreate(a, out PythonNumber x))
            return Of(PythonNumber.TryCreate(b, out PythonNumber y) && PythonNumber.Equals(x, y));
        // A type that this library does not know: its own equality, which is .NET's.
        return Of(a.Equals(b));
    }

    private static Verdict CompareBytes(ReadOnlySpan<byte> a, object b) => b switch
    {
        byte[] bytes => Of(a.SequenceEqual(bytes)),
        PyByteArray bytes => Of(a.SequenceEqual(bytes.AsSpan())),
        _ => Verdict.Different,
    };

    private static Verdict CompareTuples(PyTuple a, PyTuple b)
    {
        if (a.Count != b.Count)
            return Verdict.Different;
        if (a.Count == 0)
            return Verdict.Equal;
        int hash = a.CachedHash;
        int other = b.CachedHash;
        return ContainerHash.IsHash(hash) && ContainerHash.IsHash(other) && hash != other
            ? Verdict.Different
            : Verdict.Contents;
    }

    private static Verdict CompareLists(PyList a, PyList b)
    {
        if (a.Count != b.Count)
            return Verdict.Different;
        if (a.Count == 0)
            return Verdict.Equal;
        if (a.Storage == ListStorage.Int64 && b.Storage == ListStorage.Int64)
            return Of(IntegerItems.AreEqual(a.Integers, b.Integers, a.Count));
        return Verdict.Contents;
    }
}
