using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Pickling.Workers;

namespace Pickling.Celery;

/// <summary>A message as kombu keeps it in Redis: an envelope of JSON around a body in base64.</summary>
internal sealed class CeleryMessage
{
    public const string PickleType = "application/x-python-serialize";
    public const string JsonType = "application/json";

    private readonly string _body;
    private readonly string? _compression;
    private readonly bool _isBase64;

    private CeleryMessage(JsonElement envelope)
    {
        JsonElement headers = envelope.GetProperty("headers");
        JsonElement properties = envelope.GetProperty("properties");
        ContentType = Text(envelope, "content-type") ?? "";
        _body = Text(envelope, "body") ?? "";
        _compression = Text(headers, "compression");
        _isBase64 = Text(properties, "body_encoding") == "base64";
        Headers = headers.Clone();
        ReplyTo = Text(properties, "reply_to") ?? "";
        Priority = properties.TryGetProperty("priority", out JsonElement priority) && priority.TryGetInt32(out int number) ? number : 0;
        if (properties.TryGetProperty("delivery_info", out JsonElement info) && info.ValueKind == JsonValueKind.Object)
        {
            Exchange = Text(info, "exchange") ?? "";
            RoutingKey = Text(info, "routing_key") ?? "";
        }
    }

    public string ContentType { get; }

    public JsonElement Headers { get; }

    public string ReplyTo { get; }

    public int Priority { get; }

    public string Exchange { get; } = "";

    public string RoutingKey { get; } = "";

    /// <summary>Reads the envelope; the body stays text.</summary>
    /// <exception cref="WorkerCallException">It is none.</exception>
    public static CeleryMessage Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = CeleryJson.Parse(json);
            return new CeleryMessage(document.RootElement);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new WorkerCallException($"The message is no envelope of kombu: {error.Message}", error);
        }
    }

    public string? Header(string name) => Text(Headers, name);

    public int HeaderNumber(string name) => Headers.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : 0;

    public bool HeaderFlag(string name) => Headers.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    public DateTimeOffset? HeaderTime(string name) =>
        DateTimeOffset.TryParse(Header(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) ? time : null;

    /// <summary>The body as a pickle, whatever it came as; nothing is loaded yet.</summary>
    /// <exception cref="WorkerCallException">It is too long, compressed or encoded in an unknown way, or broken.</exception>
    public byte[] ReadPickle(long bytesMax, CallPickler pickler)
    {
        if (_body.Length / 4 * 3 > bytesMax + 3)
        {
            throw new WorkerCallException($"The message's body is longer than {bytesMax} bytes, which is the limit here.");
        }

        byte[] body;
        try
        {
            body = _isBase64 ? Convert.FromBase64String(_body) : Encoding.UTF8.GetBytes(_body);
        }
        catch (FormatException error)
        {
            throw new WorkerCallException($"The message's body is no base64: {error.Message}", error);
        }

        if (body.LongLength > bytesMax)
        {
            throw new WorkerCallException($"The message's body is longer than {bytesMax} bytes, which is the limit here.");
        }

        body = _compression switch
        {
            null or "" => body,

            // kombu's names; both are zlib data.
            "application/x-gzip" or "zlib" => ZlibPayload.Decompress(body, bytesMax, "message's body"),
            _ => throw new WorkerCallException($"The message's body is compressed as {_compression}; only zlib is known here."),
        };
        switch (ContentType)
        {
            case PickleType:
                return body;
            case JsonType:
                return CeleryJson.ToPickle(body, "message's body", pickler);
            default:
                throw new WorkerCallException($"The message's body is {ContentType}; only pickle and JSON are known here.");
        }
    }

    /// <summary>Writes an envelope around a body.</summary>
    /// <param name="body">The body.</param>
    /// <param name="isPickle">Whether it is a pickle, or JSON.</param>
    /// <param name="headers">Writes the headers' members.</param>
    /// <param name="correlationId">The task's id, or null.</param>
    /// <param name="replyTo">Where to reply, or empty.</param>
    /// <param name="exchange">The exchange.</param>
    /// <param name="routingKey">The routing key.</param>
    /// <param name="priority">Its step.</param>
    public static byte[] Write(ReadOnlySpan<byte> body, bool isPickle, Action<Utf8JsonWriter> headers, string? correlationId, string replyTo, string exchange, string routingKey, int priority)
    {
        var buffer = new ArrayBufferWriter<byte>((body.Length * 4 / 3) + 1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteBase64String("body", body);
            writer.WriteString("content-encoding", isPickle ? "binary" : "utf-8");
            writer.WriteString("content-type", isPickle ? PickleType : JsonType);
            writer.WriteStartObject("headers");
            headers(writer);
            writer.WriteEndObject();
            writer.WriteStartObject("properties");
            if (correlationId is not null)
            {
                writer.WriteString("correlation_id", correlationId);
            }

            writer.WriteString("reply_to", replyTo);
            writer.WriteNumber("delivery_mode", 2);
            writer.WriteStartObject("delivery_info");
            writer.WriteString("exchange", exchange);
            writer.WriteString("routing_key", routingKey);
            writer.WriteEndObject();
            writer.WriteNumber("priority", priority);
            writer.WriteString("body_encoding", "base64");
            writer.WriteString("delivery_tag", Guid.NewGuid().ToString());
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static string? Text(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out JsonElement value) || value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException error)
        {
            // JSON may hold half a surrogate pair, .NET's reader none.
            throw new WorkerCallException($"The message's {name} is no text: {error.Message}", error);
        }
    }
}
