using System.Globalization;
using System.Numerics;
using Pickling.Text;

namespace Pickling.Model.Standard;

/// <summary>Python's <c>repr()</c> of the standard library's values that are .NET values here, such as <c>datetime.date(2020, 1, 31)</c>.</summary>
internal static class NaturalRepr
{
    /// <summary>The text; null for any other value.</summary>
    public static string? Of(object value) => value switch
    {
        DateTime time => $"datetime.datetime({Date(time)}, {Clock(TimeOnly.FromDateTime(time))}{(time.Kind == DateTimeKind.Utc ? Zone(TimeSpan.Zero) : "")})",
        DateTimeOffset time => $"datetime.datetime({Date(time.DateTime)}, {Clock(TimeOnly.FromDateTime(time.DateTime))}{Zone(time.Offset)})",
        DateOnly date => $"datetime.date({Date(date.ToDateTime(TimeOnly.MinValue))})",
        TimeOnly time => $"datetime.time({Clock(time)})",
        TimeSpan span => Delta(span),
        decimal number => $"Decimal('{DecimalForms.Format(number)}')",
        Guid guid => $"UUID('{guid}')",
        Complex number => Complex(number),
        _ => null,
    };

    private static string Date(DateTime date) => Join(date.Year, date.Month, date.Day);

    private static string Clock(TimeOnly time)
    {
        long microseconds = time.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond;
        if (microseconds != 0)
            return Join(time.Hour, time.Minute, time.Second, microseconds);
        return time.Second != 0 ? Join(time.Hour, time.Minute, time.Second) : Join(time.Hour, time.Minute);
    }

    private static string Zone(TimeSpan offset) => offset == TimeSpan.Zero
        ? ", tzinfo=datetime.timezone.utc"
        : $", tzinfo=datetime.timezone({Delta(offset)})";

    private static string Delta(TimeSpan span)
    {
        if (span == TimeSpan.Zero)
            return "datetime.timedelta(0)";
        PyTuple parts = DateTimeForms.Delta(span).Arguments;
        string[] names = ["days", "seconds", "microseconds"];
        var shown = new List<string>();
        for (int i = 0; i < names.Length; i++)
        {
            if (parts[i] is long and not 0 and var part)
                shown.Add(string.Create(CultureInfo.InvariantCulture, $"{names[i]}={part}"));
        }

        return shown.Count == 0 ? "datetime.timedelta(0)" : $"datetime.timedelta({string.Join(", ", shown)})";
    }

    private static string Complex(Complex number)
    {
        string imaginary = Part(number.Imaginary) + "j";
        if (number.Real == 0 && !double.IsNegative(number.Real))
            return imaginary;
        return $"({Part(number.Real)}{(imaginary[0] == '-' ? "" : "+")}{imaginary})";
    }

    // A float's repr without the ".0" of whole numbers.
    private static string Part(double value)
    {
        string text = PythonRepr.Float(value);
        return text.EndsWith(".0", StringComparison.Ordinal) ? text[..^2] : text;
    }

    private static string Join(params ReadOnlySpan<long> parts)
    {
        var text = new System.Text.StringBuilder();
        foreach (long part in parts)
            text.Append(text.Length > 0 ? ", " : "").Append(part);
        return text.ToString();
    }
}
