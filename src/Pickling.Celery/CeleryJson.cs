using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Pickling.Model;
using Pickling.Workers;

namespace Pickling.Celery;

/// <summary>JSON as Python's values: kombu's envelopes and commands, and the bodies of those who do not pickle.</summary>
internal static class CeleryJson
{
    private const int DigitsMax = 4300;

    // json.loads of CPython stops near a depth of 1,000 too.
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 500 };

    public static JsonDocument Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonDocument.Parse(json, Reading);
        }
        catch (JsonException)
        {
            // Python writes NaN and Infinity as they stand here.
            if (CeleryJsonTypes.WithoutNotNumbers(json.Span) is not { } readable)
            {
                throw;
            }

            return JsonDocument.Parse(readable, Reading);
        }
    }

    /// <summary>JSON as a pickle of the same values.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="what">What it is, for the error.</param>
    /// <param name="pickler">Writes the pickle.</param>
    /// <exception cref="WorkerCallException">It is none that .NET reads.</exception>
    public static byte[] ToPickle(ReadOnlyMemory<byte> json, string what, CallPickler pickler)
    {
        try
        {
            using JsonDocument document = Parse(json);
            return pickler.Dumps(ToPython(document.RootElement));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new WorkerCallException($"The {what} is no JSON: {error.Message}", error);
        }
    }

    /// <summary>A value as <see cref="Write"/> writes it.</summary>
    public static byte[] ToBytes(PyDict value)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            Write(writer, value);
        }

        return json.ToArray();
    }

    /// <summary>The text of a JSON string, also one that .NET refuses: Python's JSON may hold half a surrogate pair.</summary>
    public static string TextOf(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return UnescapeSlow(element.GetRawText().AsSpan()[1..^1]);
        }
    }

    public static object? ToPython(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                return TextOf(element);
            case JsonValueKind.True or JsonValueKind.False:
                return element.GetBoolean();
            case JsonValueKind.Number:
                return element.TryGetInt64(out long number) ? number
                    : CheckedDigits(element) && BigInteger.TryParse(element.GetRawText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var big) ? big
                    : element.GetDouble();
            case JsonValueKind.Array:
                PyList list = [];
                foreach (JsonElement item in element.EnumerateArray())
                {
                    list.Add(ToPython(item));
                }

                return list;
            case JsonValueKind.Object when CeleryJsonTypes.TryRead(element, out object? typed):
                return typed;
            case JsonValueKind.Object:
                PyDict dict = [];
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    dict[property.Name] = ToPython(property.Value);
                }

                return dict;
            default:
                return null;
        }
    }

    // As CPython, and PickleLimits.IntegerDigitsMax: reading takes the square of the digits' time.
    private static bool CheckedDigits(JsonElement number)
    {
        ReadOnlySpan<char> text = number.GetRawText();
        return text.Length <= DigitsMax || text.ContainsAny('.', 'e', 'E')
            ? true
            : throw new WorkerCallException($"The JSON holds an integer of {text.Length} digits; at most {DigitsMax} are read.");
    }

    /// <summary>Writes what commands answer: strings, numbers, lists and dicts; the rest as its repr.</summary>
    public static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case int or long:
                writer.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case BigInteger or double when value is not double number || double.IsFinite(number):
                // As Python writes them: 1.0 stays a float.
                writer.WriteRawValue(PyValue.Repr(value));
                break;
            case PyDict dict:
                writer.WriteStartObject();
                foreach ((object key, object? item) in dict)
                {
                    writer.WritePropertyName(key as string ?? PyValue.Repr(key));
                    Write(writer, item);
                }

                writer.WriteEndObject();
                break;
            case PyList or PyTuple:
                writer.WriteStartArray();
                foreach (object? item in (IReadOnlyList<object?>)value)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteStringValue(PyValue.Repr(value));
                break;
        }
    }

    // The parser has checked the escapes.
    private static string UnescapeSlow(ReadOnlySpan<char> raw)
    {
        var text = new StringBuilder(raw.Length);
        for (int i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            char escaped = raw[++i];
            if (escaped == 'u')
            {
                text.Append((char)int.Parse(raw.Slice(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 4;
                continue;
            }

            text.Append(escaped switch
            {
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                _ => escaped,
            });
        }

        return text.ToString();
    }
}
