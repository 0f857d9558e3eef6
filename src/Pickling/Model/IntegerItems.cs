using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pickling.Model;

/// <summary>
/// Integers of a list in an array of bytes, <c>int</c> or <c>long</c>: a list of small integers is common, and fresh memory is
/// what loading it takes most time for.
/// </summary>
internal static class IntegerItems
{
    /// <summary>The integer at an index.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long At(Array items, int index) =>
        items.GetType() == typeof(long[]) ? Unsafe.As<long[]>(items)[index]
        : items.GetType() == typeof(int[]) ? Unsafe.As<int[]>(items)[index]
        : Unsafe.As<byte[]>(items)[index];

    /// <summary>Stores an integer; false when the array is too narrow for it.</summary>
    public static bool TrySet(Array items, int index, long value)
    {
        switch (items)
        {
            case long[] wide:
                wide[index] = value;
                return true;
            case int[] narrow when value == (int)value:
                narrow[index] = (int)value;
                return true;
            case byte[] bytes when value == (byte)value:
                bytes[index] = (byte)value;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Index of an integer among the first so many; -1 when it is not there.</summary>
    public static int IndexOf(Array items, int count, long value) => items switch
    {
        long[] wide => wide.AsSpan(0, count).IndexOf(value),
        int[] narrow => value == (int)value ? narrow.AsSpan(0, count).IndexOf((int)value) : -1,
        _ => value == (byte)value ? ((byte[])items).AsSpan(0, count).IndexOf((byte)value) : -1,
    };

    /// <summary>Whether the first so many integers of both are the same.</summary>
    public static bool AreEqual(Array a, Array b, int count)
    {
        switch ((a, b))
        {
            case (long[] x, long[] y):
                return x.AsSpan(0, count).SequenceEqual(y.AsSpan(0, count));
            case (int[] x, int[] y):
                return x.AsSpan(0, count).SequenceEqual(y.AsSpan(0, count));
            case (byte[] x, byte[] y):
                return x.AsSpan(0, count).SequenceEqual(y.AsSpan(0, count));
        }

        for (int i = 0; i < count; i++)
        {
            if (At(a, i) != At(b, i))
                return false;
        }

        return true;
    }

    /// <summary>Copies integers from an index on.</summary>
    public static void CopyTo(Array items, int index, Span<long> target)
    {
        switch (items)
        {
            case long[] wide:
                wide.AsSpan(index, target.Length).CopyTo(target);
                break;
            case int[] narrow:
                Widen(narrow.AsSpan(index, target.Length), target);
                break;
            default:
                ReadOnlySpan<byte> bytes = ((byte[])items).AsSpan(index, target.Length);
                for (int i = 0; i < bytes.Length; i++)
                    target[i] = bytes[i];
                break;
        }
    }

    /// <summary>Copies integers to longs.</summary>
    public static void Widen(ReadOnlySpan<int> items, Span<long> target)
    {
        target = target[..items.Length];
        int i = 0;
        for (; i <= items.Length - Vector<int>.Count; i += Vector<int>.Count)
        {
            Vector.Widen(new Vector<int>(items[i..]), out Vector<long> lower, out Vector<long> upper);
            lower.CopyTo(target[i..]);
            upper.CopyTo(target[(i + Vector<long>.Count)..]);
        }

        for (; i < items.Length; i++)
            target[i] = items[i];
    }

    /// <summary>Whether all are from 0 to 255.</summary>
    public static bool FitBytes(ReadOnlySpan<int> items)
    {
        int bits = 0;
        int i = 0;
        Vector<int> all = default;
        for (; i <= items.Length - Vector<int>.Count; i += Vector<int>.Count)
            all |= new Vector<int>(items[i..]);
        for (; i < items.Length; i++)
            bits |= items[i];
        for (int lane = 0; lane < Vector<int>.Count; lane++)
            bits |= all[lane];
        return (uint)bits <= byte.MaxValue;
    }

    /// <summary>Copies integers that fit bytes.</summary>
    public static void ToBytes(ReadOnlySpan<int> items, Span<byte> target)
    {
        target = target[..items.Length];
        int i = 0;
        for (; i <= items.Length - Vector128<byte>.Count; i += Vector128<byte>.Count)
        {
            ReadOnlySpan<int> sixteen = items.Slice(i, Vector128<byte>.Count);
            Vector128<short> lower = Vector128.Narrow(Vector128.Create(sixteen), Vector128.Create(sixteen[4..]));
            Vector128<short> upper = Vector128.Narrow(Vector128.Create(sixteen[8..]), Vector128.Create(sixteen[12..]));
            Vector128.Narrow(lower, upper).AsByte().CopyTo(target[i..]);
        }

        for (; i < items.Length; i++)
            target[i] = (byte)items[i];
    }
}
