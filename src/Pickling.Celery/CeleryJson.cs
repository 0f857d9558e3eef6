using System.Text.Json;
using Pickling.Model;
using Pickling.Workers;

namespace Pickling.Celery;

/// <summary>JSON as Python's values: kombu's envelopes and commands, and the bodies of those who do not pickle.</summary>
internal static class CeleryJson
{
    // json.loads of CPython stops near a depth of 1,000 too.
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = 500 };

    public static JsonDocument Parse(ReadOnlyMemory<byte> json) => JsonDocument.Parse(json, Reading);

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

    private static object? ToPython(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                return element.GetString();
            case JsonValueKind.True or JsonValueKind.False:
                return element.GetBoolean();
            case JsonValueKind.Number:
                return element.TryGetInt64(out long number) ? number
                    : System.Numerics.BigInteger.TryParse(element.GetRawText(), System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var big) ? big
                    : element.GetDouble();
            case JsonValueKind.Array:
                PyList list = [];
                foreach (JsonElement item in element.EnumerateArray())
                {
                    list.Add(ToPython(item));
                }

                return list;
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
                writer.WriteNumberValue(Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumberValue(number);
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
}
