using System.Buffers.Binary;
using System.Globalization;

namespace Pickling.Model.Standard;

/// <summary>
/// <c>datetime</c>'s date, time and datetime, whose state is 4, 6 or 10 bytes: the year, then the parts in order, three bytes
/// of microseconds. The top bit of the month, of a time the hour, is the fold: the second of two equal times of a day on
/// which clocks go back.
/// </summary>
internal static class DateTimeForm
{
    private const int DateBytes = 4;
    private const int TimeBytes = 6;
    private const byte FoldBit = 0x80;
    private const int TicksPerMicrosecond = (int)TimeSpan.TicksPerMicrosecond;

    internal static PyObject MakeDate(DateOnly value)
    {
        byte[] state = new byte[DateBytes];
        WriteDate(state, value.Year, value.Month, value.Day);
        return new PyObject(StandardClasses.OfC("datetime", "date"), PyTuple.Create(state), PyConstruction.Reduce);
    }

    internal static PyObject MakeTime(TimeOnly value, bool fold, object? zone)
    {
        byte[] state = new byte[TimeBytes];
        WriteTime(state, value.Ticks);
        if (fold)
            state[0] |= FoldBit;
        return Make("time", state, zone);
    }

    internal static PyObject MakeDateTime(DateTime value, bool fold, object? zone)
    {
        byte[] state = new byte[DateBytes + TimeBytes];
        WriteDate(state, value.Year, value.Month, value.Day);
        WriteTime(state.AsSpan(DateBytes), value.TimeOfDay.Ticks);
        if (fold)
            state[2] |= FoldBit;
        return Make("datetime", state, zone);
    }

    /// <summary>Reads a date and time with what is beside it; not what lies outside .NET's own range, which is Python's.</summary>
    internal static bool TryOpen(object? value, out DateTime local, out bool fold, out object? zone)
    {
        (local, fold, zone) = (default, false, null);
        if (!TryState(value, "datetime.datetime", DateBytes + TimeBytes, out byte[] state, out zone))
            return false;
        fold = (state[2] & FoldBit) != 0;
        return TryDate(state, out DateOnly date)
            && TryTime(state.AsSpan(DateBytes), out TimeOnly time)
            && (local = date.ToDateTime(time)) >= default(DateTime);
    }

    internal static bool TryRead(object? value, out DateTime result, ref string? problem)
    {
        if (value is DateTimeOffset aware)
        {
            result = aware.UtcDateTime;
            if (aware.Offset != TimeSpan.Zero)
                problem = "the datetime has a time zone other than UTC; ask for DateTimeOffset";
            return problem is null;
        }

        if (!TryOpen(value, out result, out bool fold, out object? zone))
            return false;
        if (fold)
            problem = "the datetime has fold=1, which DateTime cannot hold; ask for DateTimeOffset if it has a time zone, or for PyObject";
        else if (zone is null)
            return true;
        else if (!ZoneForm.IsUtc(zone))
            problem = "the datetime has a time zone other than UTC; ask for DateTimeOffset";
        result = DateTime.SpecifyKind(result, DateTimeKind.Utc);
        return problem is null;
    }

    internal static bool TryRead(object? value, out DateTimeOffset result, ref string? problem)
    {
        result = default;
        if (value is DateTime || (TryOpen(value, out DateTime local, out bool fold, out object? zone) && zone is null))
        {
            problem = "the datetime has no time zone; ask for DateTime";
            return false;
        }

        if (!TryOpen(value, out local, out fold, out zone))
            return false;
        if (!ZoneForm.TryOffset(zone, local, fold, out TimeSpan offset, ref problem))
        {
            problem ??= $"the datetime has a time zone that is not known here: {PythonFormatter.Format(zone, PythonFormatter.DebuggerCharsMax)}; ask for PyObject";
            return false;
        }

        if (offset.Ticks % TimeSpan.TicksPerMinute != 0 || offset.Duration() > TimeSpan.FromHours(14))
        {
            problem = $"the datetime is {offset} from UTC, and DateTimeOffset holds whole minutes up to 14 hours; ask for PyObject";
            return false;
        }

        if (local.Ticks - offset.Ticks < 0 || local.Ticks - offset.Ticks > DateTime.MaxValue.Ticks)
        {
            problem = $"the datetime {local.ToString("s", CultureInfo.InvariantCulture)} with its offset {offset} lies outside the years of DateTimeOffset; ask for PyObject";
            return false;
        }

        result = new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Unspecified), offset);
        return true;
    }

    internal static bool TryRead(object? value, out DateOnly result, ref string? problem)
    {
        result = default;
        return TryState(value, "datetime.date", DateBytes, out byte[] state, out _) && TryDate(state, out result);
    }

    internal static bool TryRead(object? value, out TimeOnly result, ref string? problem)
    {
        result = default;
        if (!TryState(value, "datetime.time", TimeBytes, out byte[] state, out object? zone) || !TryTime(state, out result))
            return false;
        if (zone is not null)
            problem = "the time has a time zone, which TimeOnly cannot hold; ask for PyObject";
        else if ((state[0] & FoldBit) != 0)
            problem = "the time has fold=1, which TimeOnly cannot hold; ask for PyObject";
        return problem is null;
    }

    private static PyObject Make(string name, byte[] state, object? zone) => new(
        StandardClasses.OfC("datetime", name),
        zone is null ? PyTuple.Create(state) : PyTuple.Create(state, zone),
        PyConstruction.Reduce);

    private static void WriteDate(Span<byte> target, int year, int month, int day)
    {
        BinaryPrimitives.WriteUInt16BigEndian(target, (ushort)year);
        target[2] = (byte)month;
        target[3] = (byte)day;
    }

    private static void WriteTime(Span<byte> target, long ticks)
    {
        (long microseconds, long rest) = Math.DivRem(ticks, TicksPerMicrosecond);
        if (rest != 0)
            throw new ArgumentException("Python's times hold microseconds: the value has ticks beyond them. Round it first.");
        (long seconds, microseconds) = Math.DivRem(microseconds, 1_000_000);
        target[0] = (byte)(seconds / 3600);
        target[1] = (byte)(seconds / 60 % 60);
        target[2] = (byte)(seconds % 60);
        target[3] = (byte)(microseconds >> 16);
        target[4] = (byte)(microseconds >> 8);
        target[5] = (byte)microseconds;
    }

    private static bool TryState(object? value, string name, int length, out byte[] state, out object? zone)
    {
        (state, zone) = ([], null);
        if (!StandardForm.TryOpen(value, out StandardForm form) || form.Name != name || form.Arguments.Count is not (1 or 2)
            || !StandardText.TryReadBytes(form.Arguments[0], out byte[]? bytes) || bytes.Length != length)
        {
            return false;
        }

        state = bytes;
        zone = form.Arguments.Count == 2 ? form.Arguments[1] : null;
        return true;
    }

    private static bool TryDate(ReadOnlySpan<byte> state, out DateOnly date)
    {
        int year = BinaryPrimitives.ReadUInt16BigEndian(state);
        int month = state[2] & ~FoldBit;
        bool isFine = year is >= 1 and <= 9999 && month is >= 1 and <= 12
            && state[3] >= 1 && state[3] <= DateTime.DaysInMonth(year, month);
        date = isFine ? new DateOnly(year, month, state[3]) : default;
        return isFine;
    }

    private static bool TryTime(ReadOnlySpan<byte> state, out TimeOnly time)
    {
        // Of a datetime, the hour has no fold bit and fails below with one.
        int hour = state[0] & ~FoldBit;
        int microseconds = (state[3] << 16) | (state[4] << 8) | state[5];
        bool isFine = hour < 24 && state[1] < 60 && state[2] < 60 && microseconds < 1_000_000;
        time = isFine
            ? new TimeOnly((((hour * 60L) + state[1]) * 60 + state[2]) * TimeSpan.TicksPerSecond + (microseconds * (long)TicksPerMicrosecond))
            : default;
        return isFine;
    }
}
