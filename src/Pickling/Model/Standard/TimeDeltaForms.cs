using System.Numerics;

namespace Pickling.Model.Standard;

/// <summary><c>datetime.timedelta(days, seconds, microseconds)</c>, a hundred times as wide as TimeSpan.</summary>
internal static class TimeDeltaForms
{
    private const long DaysMax = 999_999_999;
    private const long SecondsPerDay = 86_400;
    private const long MicrosecondsPerSecond = 1_000_000;

    internal static PyObject Make(long days, long seconds, long microseconds)
    {
        // Python's own normal form: only the days may be negative.
        BigInteger total = ((((BigInteger)days * SecondsPerDay) + seconds) * MicrosecondsPerSecond) + microseconds;
        BigInteger perDay = SecondsPerDay * MicrosecondsPerSecond;
        BigInteger wholeDays = BigInteger.DivRem(total, perDay, out BigInteger rest);
        if (rest.Sign < 0)
            (wholeDays, rest) = (wholeDays - 1, rest + perDay);
        if (BigInteger.Abs(wholeDays) > DaysMax)
            throw new ArgumentOutOfRangeException(nameof(days), $"A timedelta holds up to {DaysMax} days.");
        (long restSeconds, long restMicroseconds) = Math.DivRem((long)rest, MicrosecondsPerSecond);
        return new PyObject(
            StandardClasses.OfC("datetime", "timedelta"),
            PyTuple.Create((long)wholeDays, restSeconds, restMicroseconds),
            PyConstruction.Reduce);
    }

    internal static PyObject Make(TimeSpan value)
    {
        CheckMicroseconds(value.Ticks);
        return DateTimeForms.Delta(value);
    }

    // What is asked for by name is not rounded behind the caller's back.
    internal static void CheckMicroseconds(long ticks)
    {
        if (ticks % TimeSpan.TicksPerMicrosecond != 0)
            throw new ArgumentException("Python's times hold microseconds: the value has ticks beyond them. Round it first.");
    }

    internal static bool TryRead(object? value, out TimeSpan result, ref string? problem)
    {
        result = default;
        if (value is TimeSpan span)
        {
            result = span;
            return true;
        }

        if (!StandardForm.TryOpen(value, out StandardForm form) || form.Name != "datetime.timedelta"
            || form.Arguments is not [long days, long seconds, long microseconds])
        {
            return false;
        }

        BigInteger ticks = ((((BigInteger)days * SecondsPerDay) + seconds) * TimeSpan.TicksPerSecond)
            + ((BigInteger)microseconds * TimeSpan.TicksPerMicrosecond);
        // What TimeSpan.MinValue is floored to.
        if (ticks < long.MinValue && ticks > long.MinValue - (BigInteger)TimeSpan.TicksPerMicrosecond)
        {
            result = TimeSpan.MinValue;
            return true;
        }

        if (ticks < long.MinValue || ticks > long.MaxValue)
        {
            problem = $"the timedelta of {days} days does not fit TimeSpan, which holds about 29,000 years; ask for PyObject";
            return false;
        }

        result = new TimeSpan((long)ticks);
        return true;
    }
}
