using System.Globalization;

namespace Pickling.Model.Standard;

/// <summary>
/// Dates and times that no .NET value holds exactly, or that Python 2 wrote: with a time zone, or with a fold, which is the
/// second of two equal times of a day on which clocks go back, and the top bit of the month, of a time the hour.
/// <see cref="DateTimeForms"/> has those that are .NET values.
/// </summary>
internal static class ZonedTimes
{
    private const int DateBytes = 4;
    private const int TimeBytes = 6;
    private const int MonthAt = 2;
    private const byte FoldBit = 0x80;

    internal static PyObject MakeTime(TimeOnly value, bool fold, object? zone)
    {
        TimeDeltaForms.CheckMicroseconds(value.Ticks);
        byte[] state = DateTimeForms.Pack(value);
        if (fold)
            state[0] |= FoldBit;
        return Make(DateTimeForms.TimeClass, state, zone);
    }

    internal static PyObject MakeDateTime(DateTime value, bool fold, object? zone)
    {
        TimeDeltaForms.CheckMicroseconds(value.Ticks);
        byte[] state = DateTimeForms.Pack(value);
        if (fold)
            state[MonthAt] |= FoldBit;
        return Make(DateTimeForms.DateTimeClass, state, zone);
    }

    /// <summary>Reads a date and time with what is beside it; not what lies outside .NET's own range, which is Python's.</summary>
    internal static bool TryOpen(object? value, out DateTime local, out bool fold, out object? zone)
    {
        (local, fold, zone) = (default, false, null);
        if (value is DateTime natural)
        {
            local = natural;
            return true;
        }

        if (!TryState(value, "datetime.datetime", DateBytes + TimeBytes, out byte[] state, out zone))
            return false;
        fold = (state[MonthAt] & FoldBit) != 0;
        state[MonthAt] &= unchecked((byte)~FoldBit);
        if (!DateTimeForms.TryUnpackDate(state, out DateOnly date) || !DateTimeForms.TryUnpackTime(state.AsSpan(DateBytes), out TimeOnly time))
            return false;
        local = date.ToDateTime(time);
        return true;
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
        else if (!ZoneForms.IsUtc(zone))
            problem = "the datetime has a time zone other than UTC; ask for DateTimeOffset";
        result = DateTime.SpecifyKind(result, DateTimeKind.Utc);
        return problem is null;
    }

    internal static bool TryRead(object? value, out DateTimeOffset result, ref string? problem)
    {
        result = default;
        if (value is DateTime { Kind: DateTimeKind.Utc } utc)
        {
            result = new DateTimeOffset(utc);
            return true;
        }

        if (value is DateTime || (TryOpen(value, out DateTime local, out bool fold, out object? zone) && zone is null))
        {
            problem = "the datetime has no time zone; ask for DateTime";
            return false;
        }

        if (!TryOpen(value, out local, out fold, out zone))
            return false;
        if (!ZoneForms.TryOffset(zone, local, fold, out TimeSpan offset, ref problem))
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
        return TryState(value, "datetime.date", DateBytes, out byte[] state, out _) && DateTimeForms.TryUnpackDate(state, out result);
    }

    internal static bool TryRead(object? value, out TimeOnly result, ref string? problem)
    {
        result = default;
        if (!TryState(value, "datetime.time", TimeBytes, out byte[] state, out object? zone))
            return false;
        bool fold = (state[0] & FoldBit) != 0;
        state[0] &= unchecked((byte)~FoldBit);
        if (!DateTimeForms.TryUnpackTime(state, out result))
            return false;
        if (zone is not null)
            problem = "the time has a time zone, which TimeOnly cannot hold; ask for PyObject";
        else if (fold)
            problem = "the time has fold=1, which TimeOnly cannot hold; ask for PyObject";
        return problem is null;
    }

    private static PyObject Make(PyGlobal type, byte[] state, object? zone) =>
        new(type, zone is null ? PyTuple.Create(state) : PyTuple.Create(state, zone), PyConstruction.Reduce);

    private static bool TryState(object? value, string name, int length, out byte[] state, out object? zone)
    {
        (state, zone) = ([], null);
        if (!StandardForm.TryOpen(value, out StandardForm form) || form.Name != name || form.Arguments.Count is not (1 or 2)
            || !StandardText.TryReadBytes(form.Arguments[0], out byte[]? bytes) || bytes.Length != length)
        {
            return false;
        }

        // A copy, since the fold is taken out.
        state = bytes.AsSpan().ToArray();
        zone = form.Arguments.Count == 2 ? form.Arguments[1] : null;
        return true;
    }
}
