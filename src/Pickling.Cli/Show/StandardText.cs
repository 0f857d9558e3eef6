using System.Globalization;
using System.Net;
using System.Numerics;
using System.Text;
using Pickling.Model;

namespace Pickling.Cli.Show;

/// <summary>
/// Values of Python's standard library as people write them: <c>2020-01-31 12:00:00+02:00</c> instead of the bytes that a
/// pickle holds.
/// </summary>
internal static class StandardText
{
    private const int FoldBit = 0x80;

    /// <summary>The text of a value that is a .NET value here; null for any other.</summary>
    /// <param name="value">The value.</param>
    /// <param name="separator">What stands between date and time: a blank as in Python's <c>str</c>, or a T for ISO 8601.</param>
    internal static string? OfNatural(object? value, char separator = ' ') => value switch
    {
        DateTime time => Clock(time, separator) + (time.Kind == DateTimeKind.Utc ? "+00:00" : ""),
        DateTimeOffset time => Clock(time.DateTime, separator) + Offset(time.Offset),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => Time(time.Ticks),
        TimeSpan span => Delta(span),
        decimal number => number.ToString(CultureInfo.InvariantCulture),
        Guid guid => guid.ToString(),
        Complex => PyValue.Repr(value),
        _ => null,
    };

    /// <summary>Type and text of an object of the standard library that its construction hardly shows; null for any other.</summary>
    /// <param name="made">The object.</param>
    /// <param name="separator">What stands between date and time.</param>
    internal static (string Type, string Text)? OfObject(PyObject made, char separator = ' ') => made switch
    {
        { HasState: true } when made.Global is not { Module: "uuid" } => null,
        { Global: { Module: "datetime", Name: "datetime" }, Arguments.Count: 1 or 2 } => DateTime(made.Arguments, separator),
        { Global: { Module: "datetime", Name: "time" }, Arguments.Count: 1 or 2 } => TimeOfDay(made.Arguments),
        { Global: { Module: "datetime", Name: "timezone" } } when Zone(made) is { } zone => ("timezone", zone),
        { Global: { Module: "uuid", Name: "UUID" } } when TryGet<Guid>(made, out var guid) => ("UUID", guid.ToString()),
        { Global: { Module: "decimal", Name: "Decimal" }, Arguments: [string digits] } => ("Decimal", digits),
        { Global: { Module: "ipaddress", Name: "IPv4Address" or "IPv6Address" } } when TryGet<IPAddress>(made, out var address) =>
            (made.Global.Name, address.ToString()),
        { Global: { Module: "pathlib" or "pathlib._local" } } when Path(made.Arguments, made.Global.Name) is { } path =>
            ("pathlib." + made.Global.Name, path),
        _ when ZoneKey(made) is { } key => ("zoneinfo.ZoneInfo", key),
        _ when Member(made) is { } member => ("enum member", member),
        _ => null,
    };

    // A member of an enum by its name, as CPython 3.11 writes it, or flags combined: three are or_(or_(a, b), c).
    private static string? Member(PyObject made)
    {
        var names = new Stack<string>();
        object? rest = made;
        while (rest is PyObject { Global: { Module: "_operator", Name: "or_" }, Arguments: [var left, var right] } && MemberName(right) is { } name)
        {
            names.Push(name);
            rest = left;
        }

        return MemberName(rest) is { } first ? string.Join(" | ", names.Prepend(first)) : null;
    }

    // Below protocol 4 the call is taken for a class within a class.
    private static string? MemberName(object? value) => value switch
    {
        PyGlobal global when global.Name.Contains('.') => Plain(global.FullName),
        PyObject { Global: { Module: "builtins", Name: "getattr" }, Arguments: [PyGlobal owner, string name] } => Plain($"{owner.FullName}.{name}"),
        _ => null,
    };

    private static (string, string)? DateTime(PyTuple arguments, char separator)
    {
        if (Packed(arguments[0]) is not { Length: 10 } bytes || ZoneOf(arguments) is not { } zone)
            return null;
        try
        {
            var isFold = (bytes[2] & FoldBit) != 0;
            var time = new DateTime((bytes[0] << 8) | bytes[1], bytes[2] & ~FoldBit, bytes[3], bytes[4], bytes[5], bytes[6])
                .AddTicks(Microseconds(bytes.AsSpan(7)) * TimeSpan.TicksPerMicrosecond);
            return ("datetime", Clock(time, separator) + zone + (isFold ? " fold=1" : ""));
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static (string, string)? TimeOfDay(PyTuple arguments)
    {
        if (Packed(arguments[0]) is not { Length: 6 } bytes || ZoneOf(arguments) is not { } zone)
            return null;
        var isFold = (bytes[0] & FoldBit) != 0;
        var span = new TimeSpan(bytes[0] & ~FoldBit, bytes[1], bytes[2]) + TimeSpan.FromMicroseconds(Microseconds(bytes.AsSpan(3)));
        return span < TimeSpan.FromDays(1) ? ("time", Time(span.Ticks) + zone + (isFold ? " fold=1" : "")) : null;
    }

    private static string? ZoneOf(PyTuple arguments) => arguments.Count > 1 ? Zone(arguments[1]) : "";

    // +02:00, or the name of what knows the offset.
    private static string? Zone(object? zone)
    {
        if (zone is not PyObject made)
            return null;
        if (made is { Global: { Module: "datetime", Name: "timezone" }, HasState: false, Arguments: { Count: 1 or 2 } arguments } && arguments[0] is TimeSpan offset)
            return Offset(offset) + (arguments.Count == 2 && arguments[1] is string name ? $" ({ValueText.OneLine(name, 40)})" : "");
        return ZoneKey(made) is { } key ? $" {key}" : null;
    }

    private static string? ZoneKey(PyObject made) => made switch
    {
        { Callable: PyObject { Global.Name: "getattr", Arguments: [PyGlobal { Module: "zoneinfo" }, "_unpickle"] }, Arguments: { Count: > 0 } arguments } when arguments[0] is string key => Plain(key),
        { Global: { Module: "zoneinfo", Name: "ZoneInfo._unpickle" }, Arguments: { Count: > 0 } arguments } when arguments[0] is string key => Plain(key),
        _ => null,
    };

    private static string? Path(PyTuple parts, string type)
    {
        var separator = type.Contains("Windows", StringComparison.Ordinal) ? '\\' : '/';
        var path = new StringBuilder();
        foreach (var part in parts)
        {
            if (part is not string text)
                return null;
            if (path.Length > 0 && path[^1] != separator)
                path.Append(separator);
            path.Append(text);
        }

        return path.Length == 0 ? "." : path.ToString();
    }

    // The bytes inside a datetime, which Python 2 has as str.
    private static byte[]? Packed(object? value) => value switch
    {
        byte[] bytes => bytes,
        PyByteString bytes => bytes.ToArray(),
        string text when text.AsSpan().IndexOfAnyExceptInRange('\0', '\xff') < 0 => Encoding.Latin1.GetBytes(text),
        _ => null,
    };

    private static bool TryGet<T>(PyObject made, out T value)
    {
        value = default!;
        try
        {
            value = PyValue.At<T>(made);
            return true;
        }
        catch (PickleException)
        {
            return false;
        }
    }

    private static string? Plain(string text) => text.Any(char.IsControl) ? null : text;

    private static int Microseconds(ReadOnlySpan<byte> bytes) => (bytes[0] << 16) | (bytes[1] << 8) | bytes[2];

    private static string Clock(DateTime time, char separator) =>
        time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + separator + Time(time.TimeOfDay.Ticks);

    private static string Time(long ticks)
    {
        var time = new TimeOnly(ticks);
        return time.ToString(ticks % TimeSpan.TicksPerSecond == 0 ? "HH:mm:ss" : "HH:mm:ss.ffffff", CultureInfo.InvariantCulture);
    }

    private static string Offset(TimeSpan offset) => (offset < TimeSpan.Zero ? "-" : "+") +
        offset.ToString(offset.Ticks % TimeSpan.TicksPerMinute == 0 ? @"hh\:mm" : offset.Ticks % TimeSpan.TicksPerSecond == 0 ? @"hh\:mm\:ss" : @"hh\:mm\:ss\.ffffff", CultureInfo.InvariantCulture);

    // Python's str: whole days, which may be negative, and the time after them.
    private static string Delta(TimeSpan span)
    {
        var days = span.Ticks / TimeSpan.TicksPerDay - (span.Ticks % TimeSpan.TicksPerDay < 0 ? 1 : 0);
        var rest = TimeSpan.FromTicks(span.Ticks - (days * TimeSpan.TicksPerDay));
        var time = rest.ToString(rest.Ticks % TimeSpan.TicksPerSecond == 0 ? @"h\:mm\:ss" : @"h\:mm\:ss\.ffffff", CultureInfo.InvariantCulture);
        return days == 0 ? time : string.Create(CultureInfo.InvariantCulture, $"{days} day{(Math.Abs(days) == 1 ? "" : "s")}, {time}");
    }
}
