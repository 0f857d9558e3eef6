using System.Numerics;

namespace Pickling.Model;

/// <summary>Boxes that are shared because pickles are full of them: small integers, True and False.</summary>
/// <remarks>Pickle never memoizes numbers, so sharing their boxes cannot show in the bytes.</remarks>
internal static class Boxed
{
    internal static readonly object True = true;
    internal static readonly object False = false;

    private const int SmallMin = -128;
    private const int SmallMax = 1023;

    private static readonly object[] Small = CreateSmall();

    internal static object Int64(long value) =>
        (ulong)(value - SmallMin) <= SmallMax - SmallMin ? Small[(int)(value - SmallMin)] : value;

    internal static object Bool(bool value) => value ? True : False;

    // Python has one int and one float: whatever .NET type a caller puts into a container, it finds long (or
    // BigInteger beyond it) and double there, as after a load.
    internal static object? Normalize(object? value) => value switch
    {
        null or string or long or double or IPyValue => value,
        int number => Int64(number),
        bool truth => Bool(truth),
        byte number => Int64(number),
        sbyte number => Int64(number),
        short number => Int64(number),
        ushort number => Int64(number),
        uint number => Int64(number),
        nint number => Int64(number),
        ulong number => number <= long.MaxValue ? Int64((long)number) : new BigInteger(number),
        nuint number => Normalize((ulong)number),
        BigInteger number => number >= long.MinValue && number <= long.MaxValue ? Int64((long)number) : value,
        Int128 number => Normalize((BigInteger)number),
        UInt128 number => Normalize((BigInteger)number),
        float number => (double)number,
        Half number => (double)number,
        _ => value,
    };

    private static object[] CreateSmall()
    {
        var boxes = new object[SmallMax - SmallMin + 1];
        for (int i = 0; i < boxes.Length; i++)
            boxes[i] = (long)(i + SmallMin);
        return boxes;
    }
}
