using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pickling.Model;

namespace Pickling.Caching.Keys;

/// <summary>Writes what has no parts, and knows which Python value a .NET value is.</summary>
internal static class KeyScalars
{
    // Where CPython puts fold in the bytes of a datetime (year, month ...) and of a time (hour ...), from protocol 4 on.
    private const int MonthByte = 2;
    private const int HourByte = 0;
    private const int FoldBit = 0x80;

    /// <summary>Writes a value that has no parts; false, and nothing written, for others.</summary>
    public static bool TryWrite(KeyBuffer buffer, object? value, bool typedNumbers)
    {
        switch (value)
        {
            case null:
                buffer.Tag(KeyTag.None);
                return true;
            case string text:
                buffer.Text(text);
                return true;
            case long number:
                buffer.Int(number);
                return true;
            case int number:
                buffer.Int(number);
                return true;
            case double number when typedNumbers:
                buffer.Float(number);
                return true;
            case bool truth when typedNumbers:
                buffer.Tag(truth ? KeyTag.True : KeyTag.False);
                return true;

            // Most of what is no scalar is one of these, which saves looking at all kinds of scalars.
            case PyDict or PyTuple or Dictionary<string, object?> or List<object?> or object?[]:
                return false;

            // To the runtime, an array of uint or of an enum is an int[] too.
            case int[] numbers when value.GetType() == typeof(int[]):
                WriteIntegers<int>(buffer, numbers);
                return true;
            case List<int> numbers:
                WriteIntegers<int>(buffer, CollectionsMarshal.AsSpan(numbers));
                return true;
            case double[] numbers when typedNumbers:
                WriteNumbers(buffer, numbers);
                return true;
            case List<double> numbers when typedNumbers:
                WriteNumbers(buffer, CollectionsMarshal.AsSpan(numbers));
                return true;
            case ITuple:
                return false;
            case double or bool or float or Half or decimal or ExactDecimal or Complex:
                WriteNumber(buffer, value, typedNumbers);
                return true;
            default:
                return TryWriteOther(buffer, value, typedNumbers);
        }
    }

    private static void WriteNumber(KeyBuffer buffer, object value, bool typedNumbers)
    {
        object number = value switch
        {
            float narrow => (double)narrow,
            Half narrow => (double)narrow,
            _ => value,
        };
        switch (typedNumbers ? number : ExactNumber.Simplest(number))
        {
            case bool truth:
                buffer.Tag(truth ? KeyTag.True : KeyTag.False);
                break;
            case long integer:
                buffer.Int(integer);
                break;
            case BigInteger integer:
                buffer.BigInt(integer);
                break;
            case double real:
                buffer.Float(real);
                break;
            case decimal exact:
                buffer.Decimal(ExactDecimal.Of(exact));
                break;
            case ExactDecimal exact:
                buffer.Decimal(exact);
                break;
            case Complex complex:
                buffer.Complex(complex);
                break;
        }
    }

    private static bool TryWriteOther(KeyBuffer buffer, object value, bool typedNumbers)
    {
        switch (value)
        {
            // To the runtime, an sbyte[] is a byte[] too.
            case byte[] bytes when value.GetType() == typeof(byte[]):
                buffer.Leaf(KeyTag.Bytes, bytes);
                return true;
            case PyGlobal global:
                buffer.Tag(KeyTag.Global);
                buffer.Text(global.Module);
                buffer.Text(global.Name);
                return true;
            case PyList list:
                return TryWriteNumbers(buffer, list);
            case PyByteArray bytes:
                buffer.Leaf(KeyTag.ByteArray, bytes.AsSpan());
                return true;
            case PyByteString bytes:
                buffer.Leaf(KeyTag.ByteString, bytes.AsSpan());
                return true;
            case PickleBuffer bytes:
                buffer.Leaf(bytes.IsReadOnly ? KeyTag.Bytes : KeyTag.ByteArray, bytes.ReadOnlyMemory.Span);
                return true;
            case ReadOnlyMemory<byte> bytes:
                buffer.Leaf(KeyTag.Bytes, bytes.Span);
                return true;
            case Memory<byte> bytes:
                buffer.Leaf(KeyTag.Bytes, bytes.Span);
                return true;
            case ArraySegment<byte> bytes:
                buffer.Leaf(KeyTag.Bytes, bytes);
                return true;
            case PySurrogateString text:
                buffer.Leaf(KeyTag.SurrogateText, text.ToUtf8());
                return true;
            case char character:
                buffer.Text(character.ToString());
                return true;
            case PyObject instance:
                return Natural(instance, typedNumbers) is { } natural && TryWrite(buffer, natural, typedNumbers);
            default:
                return TryWriteInteger(buffer, value) || TryWriteTime(buffer, value);
        }
    }

    private static bool TryWriteInteger(KeyBuffer buffer, object value)
    {
        BigInteger? number = value switch
        {
            byte narrow => narrow,
            sbyte narrow => narrow,
            short narrow => narrow,
            ushort narrow => narrow,
            uint narrow => narrow,
            ulong wide => wide,
            nint native => native,
            nuint native => native,
            BigInteger big => big,
            Int128 big => big,
            UInt128 big => big,
            _ => null,
        };
        if (number is { } integer)
        {
            buffer.BigInt(integer);
        }

        return number is not null;
    }

    private static bool TryWriteTime(KeyBuffer buffer, object value)
    {
        switch (value)
        {
            case DateTime { Kind: DateTimeKind.Unspecified } time:
                buffer.Ticks(KeyTag.NaiveTime, time.Ticks);
                return true;
            case DateTime time:
                buffer.Ticks(KeyTag.AwareTime, time.ToUniversalTime().Ticks);
                return true;
            case DateTimeOffset time:
                buffer.Ticks(KeyTag.AwareTime, time.UtcTicks);
                return true;
            case DateOnly date:
                buffer.Ticks(KeyTag.Date, date.DayNumber);
                return true;
            case TimeOnly time:
                buffer.Ticks(KeyTag.TimeOfDay, time.Ticks);
                return true;
            case TimeSpan span:
                buffer.Ticks(KeyTag.Span, span.Ticks);
                return true;
            case Guid uuid:
                buffer.Uuid(uuid);
                return true;
            default:
                return false;
        }
    }

    // Lists of numbers are kept unboxed; the bytes are those of any list.
    private static bool TryWriteNumbers(KeyBuffer buffer, PyList list)
    {
        if (!list.TryGetInt64s(out ReadOnlySpan<long> integers))
        {
            return false;
        }

        WriteIntegers(buffer, integers);
        return true;
    }

    private static void WriteNumbers(KeyBuffer buffer, ReadOnlySpan<double> numbers)
    {
        int start = buffer.Length;
        buffer.Tag(KeyTag.List);
        foreach (double item in numbers)
        {
            buffer.Float(item);
        }

        buffer.Tag(KeyTag.End);
        buffer.HashIfLong(start);
    }

    private static void WriteIntegers<T>(KeyBuffer buffer, ReadOnlySpan<T> numbers)
        where T : struct, IBinaryInteger<T>
    {
        int start = buffer.Length;
        buffer.Tag(KeyTag.List);
        foreach (T item in numbers)
        {
            buffer.Int(long.CreateTruncating(item));
        }

        buffer.Tag(KeyTag.End);
        buffer.HashIfLong(start);
    }

    // A time, UUID or Decimal has one key, whether it was loaded as the .NET value or kept as the object that Python pickles.
    private static object? Natural(PyObject call, bool typedNumbers)
    {
        PyObject instance = OldForms.Plain(call);
        try
        {
            return instance.Global switch
            {
                { Module: "datetime", Name: "datetime" } => WithoutFold(instance, MonthByte) is { Arguments.Count: 1 } naive
                    ? (object)naive.Get<DateTime>()
                    : WithoutFold(instance, MonthByte).Get<DateTimeOffset>(),
                { Module: "datetime", Name: "date" } => instance.Get<DateOnly>(),
                { Module: "datetime", Name: "time" } when instance.Arguments.Count == 1 => WithoutFold(instance, HourByte).Get<TimeOnly>(),
                { Module: "datetime", Name: "timedelta" } => instance.Get<TimeSpan>(),
                { Module: "decimal", Name: "Decimal" } => instance.Arguments is [string text] ? Number(text, typedNumbers) : instance.Get<decimal>(),
                { Module: "uuid", Name: "UUID" } => instance.Get<Guid>(),
                _ => null,
            };
        }
        catch (Exception error) when (error is PickleException or InvalidCastException or OverflowException or FormatException)
        {
            // No .NET value holds it: it stays the object that it is.
            return null;
        }
    }

    private static object? Number(string text, bool typedNumbers) => text switch
    {
        "Infinity" when !typedNumbers => double.PositiveInfinity,
        "-Infinity" when !typedNumbers => double.NegativeInfinity,
        _ => ExactDecimal.Parse(text),
    };

    // Times are equal in Python whichever of two equal ones fold says that they are; .NET's have none.
    private static PyObject WithoutFold(PyObject time, int index)
    {
        if (time.Arguments is not [byte[] { Length: > MonthByte } digits, ..] || (digits[index] & FoldBit) == 0)
        {
            return time;
        }

        digits = [.. digits];
        digits[index] &= unchecked((byte)~FoldBit);
        return new PyObject(time.Callable, PyTuple.Create([digits, .. time.Arguments.Skip(1)]), time.Construction);
    }
}
