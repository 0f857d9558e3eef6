using System.Diagnostics.CodeAnalysis;

namespace Pickling.Model.Standard;

/// <summary>
/// Time zones: <c>datetime.timezone(timedelta[, name])</c>, <c>ZoneInfo._unpickle(key, 1)</c>, and pytz's, which older data
/// is full of.
/// </summary>
internal static class ZoneForms
{
    private static readonly TimeSpan OffsetMax = TimeSpan.FromHours(24);

    internal static PyObject MakeFixed(TimeSpan offset, string? name)
    {
        if (offset.Duration() >= OffsetMax)
            throw new ArgumentOutOfRangeException(nameof(offset), offset, "A time zone is less than 24 hours from UTC.");
        TimeDeltaForms.CheckMicroseconds(offset.Ticks);
        return name is null
            ? DateTimeForms.Zone(offset)
            : new PyObject(DateTimeForms.ZoneClass, PyTuple.Create(offset, name), PyConstruction.Reduce);
    }

    internal static PyObject MakeNamed(string key, int python)
    {
        PyGlobal type = StandardClasses.OfC("zoneinfo", "ZoneInfo", python, heapSince: 312);
        var unpickle = new PyObject(
            StandardClasses.Builtin("getattr"),
            PyTuple.Create(type, StandardClasses.Fresh("_unpickle")),
            PyConstruction.Reduce);
        const long FromCache = 1;
        return new PyObject(unpickle, PyTuple.Create(key, FromCache), PyConstruction.Reduce);
    }

    internal static bool IsUtc(object? zone)
    {
        string? problem = null;
        return StandardForm.TryOpen(zone, out StandardForm form)
            && (form.Name is "pytz._UTC" or "dateutil.tz.tz.tzutc" or "dateutil.tz._common.tzutc"
                || (TryFixed(form, out TimeSpan offset, ref problem) && offset == TimeSpan.Zero)
                || (TryKey(form, out string? key) && key is "UTC" or "Etc/UTC"));
    }

    /// <summary>How far local time is from UTC in the zone at that local time.</summary>
    internal static bool TryOffset(object? zone, DateTime local, bool fold, out TimeSpan offset, ref string? problem)
    {
        offset = TimeSpan.Zero;
        if (IsUtc(zone))
            return true;
        if (!StandardForm.TryOpen(zone, out StandardForm form))
            return false;
        if (TryFixed(form, out offset, ref problem))
            return true;
        if (!TryKey(form, out string? key) || !TryFind(key, out TimeZoneInfo? found, ref problem))
            return false;
        if (found.IsAmbiguousTime(local))
        {
            // The earlier of the two instants is the one with the larger offset.
            TimeSpan[] offsets = found.GetAmbiguousTimeOffsets(local);
            offset = fold ? offsets.Min() : offsets.Max();
            return true;
        }

        if (fold && found.IsInvalidTime(local))
        {
            problem = $"the time {local:s} does not exist in {key}, and has fold=1; ask for PyObject";
            return false;
        }

        offset = found.GetUtcOffset(local);
        return true;
    }

    internal static bool TryRead(object? value, [NotNullWhen(true)] out TimeZoneInfo? result, ref string? problem)
    {
        result = null;
        if (!StandardForm.TryOpen(value, out StandardForm form))
            return false;
        if (TryKey(form, out string? key))
            return TryFind(key, out result, ref problem);
        if (IsUtc(value) && form.Arguments.Count < 2)
        {
            result = TimeZoneInfo.Utc;
            return true;
        }

        if (!TryFixed(form, out TimeSpan offset, ref problem))
            return false;
        if (offset.Ticks % TimeSpan.TicksPerMinute != 0 || offset.Duration() > TimeSpan.FromHours(14))
        {
            problem = $"the time zone is {offset} from UTC, and TimeZoneInfo holds whole minutes up to 14 hours; ask for TimeSpan or PyObject";
            return false;
        }

        string? name = form.Arguments.Count > 1 && StandardText.TryRead(form.Arguments[1], out string? given) ? given : null;
        name = string.IsNullOrEmpty(name) ? $"UTC{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hh\\:mm}" : name;
        result = TimeZoneInfo.CreateCustomTimeZone(name, offset, name, name);
        return true;
    }

    /// <summary>The offset of a zone that has the same one always.</summary>
    internal static bool TryRead(object? value, out TimeSpan offset, ref string? problem)
    {
        offset = default;
        if (IsUtc(value))
            return true;
        return StandardForm.TryOpen(value, out StandardForm form) && TryFixed(form, out offset, ref problem);
    }

    /// <summary>The key of a named zone, such as <c>Europe/Berlin</c>.</summary>
    internal static bool TryKey(object? value, [NotNullWhen(true)] out string? key)
    {
        key = null;
        return StandardForm.TryOpen(value, out StandardForm form) && TryKey(form, out key);
    }

    private static bool TryFixed(StandardForm form, out TimeSpan offset, ref string? problem)
    {
        offset = default;
        switch (form.Name)
        {
            case "datetime.timezone" when form.Arguments.Count is 1 or 2:
                return TimeDeltaForms.TryRead(form.Arguments[0], out offset, ref problem);

            // pytz._p(name, seconds from UTC, of which daylight saving, abbreviation): one offset of the zone.
            case "pytz._p" when form.Arguments is [_, long seconds, _, _]:
                offset = TimeSpan.FromTicks(Math.Clamp(seconds, -(long)OffsetMax.TotalSeconds, (long)OffsetMax.TotalSeconds) * TimeSpan.TicksPerSecond);
                return offset.Duration() < OffsetMax;
            case "pytz._FixedOffset" or "pytz.FixedOffset" when form.Arguments is [long minutes]:
                offset = TimeSpan.FromTicks(Math.Clamp(minutes, -(long)OffsetMax.TotalMinutes, (long)OffsetMax.TotalMinutes) * TimeSpan.TicksPerMinute);
                return offset.Duration() < OffsetMax;
            default:
                return false;
        }
    }

    private static bool TryKey(StandardForm form, [NotNullWhen(true)] out string? key)
    {
        key = null;
        return form.Name is "zoneinfo.ZoneInfo._unpickle" or "zoneinfo.ZoneInfo" or "backports.zoneinfo.ZoneInfo._unpickle"
            && form.Arguments.Count >= 1
            && StandardText.TryRead(form.Arguments[0], out key);
    }

    private static bool TryFind(string key, [NotNullWhen(true)] out TimeZoneInfo? zone, ref string? problem)
    {
        zone = null;
        if (IsKey(key) && TimeZoneInfo.TryFindSystemTimeZoneById(key, out zone))
            return true;
        problem = $"the time zone {PythonFormatter.Format(key, PythonFormatter.DebuggerCharsMax)} is not known to this system; ask for string or PyObject";
        return false;
    }

    // The system looks a zone up as a file: nothing but a plain relative path may reach it.
    private static bool IsKey(string key) =>
        key.Length is > 0 and <= 100
        && key.All(character => char.IsAsciiLetterOrDigit(character) || character is '/' or '_' or '-' or '+')
        && key[0] != '/';
}
