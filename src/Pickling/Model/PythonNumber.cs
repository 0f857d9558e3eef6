using System.Numerics;

namespace Pickling.Model;

/// <summary>A number of any .NET type in the one form in which equal numbers are the same.</summary>
/// <remarks>
/// Python compares numbers by value across types: 1 == 1.0 == True. A whole number that fits is an <see cref="Kind.Int64"/>,
/// a larger one a <see cref="Kind.BigInteger"/>, anything else a <see cref="Kind.Double"/> or, when no double is equal
/// to it, a <see cref="Kind.Decimal"/>; so two numbers are equal exactly if kind and content are.
/// </remarks>
internal readonly struct PythonNumber
{
    private const double TwoToThe63 = 9223372036854775808.0;

    private readonly long _int64;
    private readonly double _double;
    private readonly decimal _decimal;
    private readonly BigInteger _big;

    private PythonNumber(long value)
        : this() => (Type, _int64) = (Kind.Int64, value);

    private PythonNumber(BigInteger value)
        : this()
    {
        if (value >= long.MinValue && value <= long.MaxValue)
            (Type, _int64) = (Kind.Int64, (long)value);
        else
            (Type, _big) = (Kind.BigInteger, value);
    }

    private PythonNumber(double value)
        : this()
    {
        if (value >= -TwoToThe63 && value < TwoToThe63 && Math.Floor(value) == value)
            (Type, _int64) = (Kind.Int64, (long)value);
        else if (double.IsFinite(value) && Math.Floor(value) == value)
            (Type, _big) = (Kind.BigInteger, new BigInteger(value));
        else
            (Type, _double) = (Kind.Double, value);
    }

    private PythonNumber(decimal value)
        : this()
    {
        if (decimal.Truncate(value) == value)
        {
            this = new PythonNumber(new BigInteger(value));
            return;
        }

        if (TryExactDouble(value, out double exact))
            (Type, _double) = (Kind.Double, exact);
        else
            (Type, _decimal) = (Kind.Decimal, value);
    }

    internal enum Kind : byte
    {
        Int64,
        BigInteger,
        Double,
        Decimal,
    }

    internal Kind Type { get; }

    internal static bool TryCreate(object? value, out PythonNumber number)
    {
        switch (value)
        {
            case long int64:
                number = new PythonNumber(int64);
                return true;
            case double float64:
                number = new PythonNumber(float64);
                return true;
            case bool boolean:
                number = new PythonNumber(boolean ? 1L : 0L);
                return true;
            case BigInteger big:
                number = new PythonNumber(big);
                return true;
            case int int32:
                number = new PythonNumber((long)int32);
                return true;
            case uint uint32:
                number = new PythonNumber((long)uint32);
                return true;
            case short int16:
                number = new PythonNumber((long)int16);
                return true;
            case ushort uint16:
                number = new PythonNumber((long)uint16);
                return true;
            case sbyte int8:
                number = new PythonNumber((long)int8);
                return true;
            case byte uint8:
                number = new PythonNumber((long)uint8);
                return true;
            case ulong uint64:
                number = uint64 <= long.MaxValue ? new PythonNumber((long)uint64) : new PythonNumber(new BigInteger(uint64));
                return true;
            case nint native:
                number = new PythonNumber((long)native);
                return true;
            case nuint native:
                number = new PythonNumber(new BigInteger((ulong)native));
                return true;
            case Int128 int128:
                number = new PythonNumber((BigInteger)int128);
                return true;
            case UInt128 uint128:
                number = new PythonNumber((BigInteger)uint128);
                return true;
            case float float32:
                number = new PythonNumber((double)float32);
                return true;
            case Half float16:
                number = new PythonNumber((double)float16);
                return true;
            case decimal fixedPoint:
                number = new PythonNumber(fixedPoint);
                return true;
            case Complex { Imaginary: 0 } complex:
                number = new PythonNumber(complex.Real);
                return true;
            default:
                number = default;
                return false;
        }
    }

    // NaN equals nothing, itself included; who holds the same box twice has compared references before.
    internal static bool Equals(in PythonNumber a, in PythonNumber b) => a.Type == b.Type && a.Type switch
    {
        Kind.Int64 => a._int64 == b._int64,
        Kind.BigInteger => a._big == b._big,
        Kind.Double => a._double == b._double,
        _ => a._decimal == b._decimal,
    };

    internal int Hash() => Type switch
    {
        Kind.Int64 => PythonHash.Int64(_int64),
        Kind.BigInteger => PythonHash.BigInteger(_big),
        Kind.Double => PythonHash.Fraction(_double),
        _ => PythonHash.Decimal(_decimal),
    };

    internal bool IsNaN => Type == Kind.Double && double.IsNaN(_double);

    // A decimal n / 10^s equals a double exactly if 5^s divides n and what remains, n' / 2^s, fits 53 bits.
    private static bool TryExactDouble(decimal value, out double exact)
    {
        exact = 0;
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        int scale = (parts[3] >> 16) & 0xff;
        var numerator = new UInt128((uint)parts[2], ((ulong)(uint)parts[1] << 32) | (uint)parts[0]);
        for (int i = 0; i < scale; i++)
        {
            (UInt128 quotient, UInt128 remainder) = UInt128.DivRem(numerator, 5);
            if (remainder != 0)
                return false;
            numerator = quotient;
        }

        while (scale > 0 && UInt128.IsEvenInteger(numerator))
        {
            numerator >>= 1;
            scale--;
        }

        if (numerator >= (UInt128)1 << 53)
            return false;
        exact = Math.ScaleB((double)(ulong)numerator, -scale);
        if (value < 0)
            exact = -exact;
        return true;
    }
}
