using System.Globalization;
using System.Text;
using System.Text.Json;
using Pickling.Model;
using Pickling.Workers;

namespace Pickling.Celery;

/// <summary>
/// What Python's JSON has beyond JSON: the values that kombu 5.3 and later write as <c>{"__type__": ..., "__value__": ...}</c>
/// (kombu/utils/json.py), and the numbers that are none (<c>NaN</c>, <c>Infinity</c>).
/// </summary>
internal static class CeleryJsonTypes
{
    private const string TypeName = "__type__";
    private const string ValueName = "__value__";

    // Not kombu's: how a number that is none is kept between the text and its value.
    private const string NotNumber = "pickling.float";

    // The longest first: one begins as another.
    private static readonly (string Written, string Repr)[] NotNumbers = [("-Infinity", "-inf"), ("Infinity", "inf"), ("NaN", "nan")];

    /// <summary>Whether an object stands for a value of another type, and which.</summary>
    /// <exception cref="WorkerCallException">It does, and cannot be read.</exception>
    public static bool TryRead(JsonElement element, out object? value)
    {
        value = null;
        if (element.GetPropertyCount() != 2 || !element.TryGetProperty(TypeName, out JsonElement type) || !element.TryGetProperty(ValueName, out JsonElement written) || type.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        string name = CeleryJson.TextOf(type);
        try
        {
            value = Read(name, written);
            return true;
        }
        catch (Exception error) when (error is FormatException or InvalidOperationException or KeyNotFoundException or OverflowException or ArgumentException)
        {
            throw new WorkerCallException($"The JSON holds a value of the type {name} that cannot be read: {Shorten(written.GetRawText())}.", error);
        }
    }

    /// <summary>JSON without Python's numbers that are none, which .NET does not read; null when there are none in it.</summary>
    public static byte[]? WithoutNotNumbers(ReadOnlySpan<byte> json)
    {
        using var target = new MemoryStream();
        int copied = 0;
        bool isInText = false;
        for (int i = 0; i < json.Length; i++)
        {
            if (json[i] == '\\' && isInText)
            {
                i++;
            }
            else if (json[i] == '"')
            {
                isInText = !isInText;
            }
            else if (!isInText && json[i] is (byte)'N' or (byte)'I' or (byte)'-' && Find(json[i..]) is { Written.Length: > 0 } found)
            {
                target.Write(json[copied..i]);
                target.Write(Encoding.ASCII.GetBytes($$"""{"{{TypeName}}":"{{NotNumber}}","{{ValueName}}":"{{found.Repr}}"}"""));
                copied = i + found.Written.Length;
                i = copied - 1;
            }
        }

        if (copied == 0)
        {
            return null;
        }

        target.Write(json[copied..]);
        return target.ToArray();
    }

    private static (string Written, string Repr) Find(ReadOnlySpan<byte> json)
    {
        foreach ((string written, string repr) in NotNumbers)
        {
            if (json.StartsWith(Encoding.ASCII.GetBytes(written)))
            {
                return (written, repr);
            }
        }

        return default;
    }

    private static object? Read(string type, JsonElement value) => type switch
    {
        "datetime" => ReadTime(value.GetString()!),
        "date" => DateOnly.FromDateTime(DateTime.Parse(value.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind)),
        "time" => TimeOnly.Parse(value.GetString()!, CultureInfo.InvariantCulture),
        "decimal" => ReadDecimal(value.GetString()!),
        "uuid" => Guid.ParseExact(value.GetProperty("hex").GetString()!, "N"),
        "bytes" => Encoding.UTF8.GetBytes(value.GetString()!),
        "base64" => value.GetBytesFromBase64(),
        NotNumber => value.GetString() switch
        {
            "inf" => double.PositiveInfinity,
            "-inf" => double.NegativeInfinity,
            _ => double.NaN,
        },
        _ => throw new WorkerCallException($"The JSON holds a value of the type {type}, which is unknown here: {Shorten(value.GetRawText())}."),
    };

    // A datetime with an offset is another type here than one without.
    private static object ReadTime(string text)
    {
        DateTime time = DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
        return time.Kind == DateTimeKind.Unspecified ? time : (object)DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
    }

    // Where .NET's has other digits than Python's, it is Python's.
    private static object ReadDecimal(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number)
            && number.ToString(CultureInfo.InvariantCulture) == text
            ? number
            : PythonLibrary.Decimal(text);

    private static string Shorten(string text) => text.Length <= 100 ? text : text[..100] + "...";
}
