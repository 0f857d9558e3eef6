using System.Buffers.Binary;

namespace Pickling.Model.Standard;

/// <summary>
/// The calls that make Python's dates and times (module <c>datetime</c>), and the .NET values that hold the same exactly:
/// what <see cref="DateTime"/> and its like cannot say (a fold, an offset that other values share) is not read.
/// </summary>
/// <remarks>The packed bytes are those of datetime's <c>__reduce__</c>: big-endian, microseconds in three bytes.</remarks>
internal static class DateTimeForms
{
    private const string Module = "datetime";
    private const int DateTimeBytes = 10;
    private const int DateBytes = 4;
    private const int TimeBytes = 6;
    private const long SecondsOfDay = 24 * 60 * 60;

    public static readonly PyGlobal DateTimeClass = new(Module, "datetime");
    public static readonly PyGlobal DateClass = new(Module, "date");
    public static readonly PyGlobal TimeClass = new(Module, "time");
    public static readonly PyGlobal DeltaClass = new(Module, "timedelta");
    public static readonly PyGlobal ZoneClass = new(Module, "timezone");

    /// <summary>A datetime without a zone, whatever the kind; ticks below a microsecond are cut off.</summary>
    public static PyObject Naive(DateTime value) => Call(DateTimeClass, Pack(value));

    /// <summary>A datetime with a zone, which is an object that several of them may share.</summary>
    public static PyObject Aware(DateTime clock, object zone) =>
        new(DateTimeClass, PyTuple.Create(Pack(clock), zone), PyConstruction.Reduce);

    /// <summary><c>datetime.timezone(timedelta)</c>.</summary>
    public static PyObject Zone(TimeSpan offset) => Call(ZoneClass, offset);

    public static PyObject Date(DateOnly value)
    {
        byte[] packed = new byte[DateBytes];
        PackDate(packed, value.Year, value.Month, value.Day);
        return Call(DateClass, packed);
    }

    public static PyObject Time(TimeOnly value) => Call(TimeClass, Pack(value));

    public static PyObject Delta(TimeSpan value)
    {
        // Floored like Python's, where the days carry the sign.
        long microseconds = Math.DivRem(value.Ticks, TimeSpan.TicksPerMicrosecond, out long cut) - (cut < 0 ? 1 : 0);
        (long seconds, long rest) = Floored(microseconds, 1_000_000);
        (long days, seconds) = Floored(seconds, SecondsOfDay);
        return new PyObject(DeltaClass, PyTuple.Create(Boxed.Int64(days), Boxed.Int64(seconds), Boxed.Int64(rest)), PyConstruction.Reduce);
    }

    /// <summary>The value of a call of <c>datetime.datetime</c>; null when no .NET value holds it exactly.</summary>
    public static object? ReadDateTime(PyTuple arguments)
    {
        if (arguments.Count is not (1 or 2) || Packed(arguments[0], DateTimeBytes) is not { } packed
            || !TryUnpackDate(packed, out DateOnly date) || !TryUnpackTime(packed.AsSpan(DateBytes), out TimeOnly time))
        {
            return null;
        }

        var clock = new DateTime((date.DayNumber * TimeSpan.TicksPerDay) + time.Ticks);
        if (arguments.Count == 1)
            return clock;
        return IsUtc(arguments[1]) ? new DateTimeOffset(clock, TimeSpan.Zero) : null;
    }

    public static object? ReadDate(PyTuple arguments) =>
        arguments.Count == 1 && Packed(arguments[0], DateBytes) is { } packed && TryUnpackDate(packed, out DateOnly date) ? date : null;

    public static object? ReadTime(PyTuple arguments) =>
        arguments.Count == 1 && Packed(arguments[0], TimeBytes) is { } packed && TryUnpackTime(packed, out TimeOnly time) ? time : null;

    /// <summary>The value of a call of <c>datetime.timedelta</c>; null when a <see cref="TimeSpan"/> cannot hold it.</summary>
    public static object? ReadDelta(PyTuple arguments)
    {
        const long DaysMax = long.MaxValue / TimeSpan.TicksPerDay;
        return arguments is [long days and > -DaysMax and < DaysMax, long seconds and >= 0 and < SecondsOfDay, long microseconds and >= 0 and < 1_000_000]
            ? new TimeSpan((days * TimeSpan.TicksPerDay) + (seconds * TimeSpan.TicksPerSecond) + (microseconds * TimeSpan.TicksPerMicrosecond))
            : null;
    }

    /// <summary>Whether the value is <c>datetime.timezone.utc</c>, of which Python has but one object.</summary>
    public static bool IsUtc(object? zone) =>
        zone is PyObject { HasState: false, Construction: PyConstruction.Reduce, Global.Known: KnownGlobal.Zone, Arguments: [TimeSpan { Ticks: 0 }] };

    /// <summary>The ten bytes of a datetime, without a fold.</summary>
    public static byte[] Pack(DateTime value)
    {
        byte[] packed = new byte[DateTimeBytes];
        PackDate(packed, value.Year, value.Month, value.Day);
        PackTime(packed.AsSpan(DateBytes), value.Hour, value.Minute, value.Second, MicrosecondsOf(value.Ticks));
        return packed;
    }

    /// <summary>The six bytes of a time, without a fold.</summary>
    public static byte[] Pack(TimeOnly value)
    {
        byte[] packed = new byte[TimeBytes];
        PackTime(packed, value.Hour, value.Minute, value.Second, MicrosecondsOf(value.Ticks));
        return packed;
    }

    // A fold is a bit of the month of a datetime or the hour of a time, which is out of range then.
    public static bool TryUnpackDate(ReadOnlySpan<byte> packed, out DateOnly date)
    {
        int year = BinaryPrimitives.ReadUInt16BigEndian(packed);
        int month = packed[2];
        int day = packed[3];
        bool valid = year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        date = valid ? new DateOnly(year, month, day) : default;
        return valid;
    }

    public static bool TryUnpackTime(ReadOnlySpan<byte> packed, out TimeOnly time)
    {
        int microsecond = (packed[3] << 16) | BinaryPrimitives.ReadUInt16BigEndian(packed[4..]);
        bool valid = packed[0] < 24 && packed[1] < 60 && packed[2] < 60 && microsecond < 1_000_000;
        long seconds = (((packed[0] * 60L) + packed[1]) * 60) + packed[2];
        time = valid ? new TimeOnly((seconds * TimeSpan.TicksPerSecond) + (microsecond * TimeSpan.TicksPerMicrosecond)) : default;
        return valid;
    }

    // Python 2 packs into a str, which is text here when it was decoded as latin1; Python 3 takes both, too.
    private static byte[]? Packed(object? value, int length) => value switch
    {
        byte[] bytes => bytes.Length == length ? bytes : null,
        PyByteString bytes => bytes.Length == length ? bytes.ToArray() : null,
        string text when text.Length == length => StandardText.TryReadBytes(text, out byte[]? bytes) ? bytes : null,
        _ => null,
    };

    private static void PackDate(Span<byte> target, int year, int month, int day)
    {
        BinaryPrimitives.WriteUInt16BigEndian(target, (ushort)year);
        target[2] = (byte)month;
        target[3] = (byte)day;
    }

    private static void PackTime(Span<byte> target, int hour, int minute, int second, int microsecond)
    {
        target[0] = (byte)hour;
        target[1] = (byte)minute;
        target[2] = (byte)second;
        target[3] = (byte)(microsecond >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(target[4..], (ushort)microsecond);
    }

    private static int MicrosecondsOf(long ticks) => (int)(ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond);

    private static (long Quotient, long Remainder) Floored(long value, long divisor)
    {
        (long quotient, long rest) = Math.DivRem(value, divisor);
        return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest);
    }

    private static PyObject Call(PyGlobal type, object argument) => new(type, PyTuple.Create(argument), PyConstruction.Reduce);
}
