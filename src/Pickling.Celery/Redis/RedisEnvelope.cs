using System.Buffers;
using System.Text;
using System.Text.Json;
using Pickling.Model;
using Pickling.Workers;

namespace Pickling.Celery.Redis;

/// <summary>A message as kombu keeps it in Redis: an envelope of JSON around a body in base64.</summary>
internal static class RedisEnvelope
{
    /// <summary>Reads one; its body is decoded only within the limit.</summary>
    /// <exception cref="WorkerCallException">It is none.</exception>
    public static CeleryMessage Read(ReadOnlyMemory<byte> json, long bytesMax)
    {
        try
        {
            using JsonDocument document = CeleryJson.Parse(json);
            JsonElement envelope = document.RootElement;
            JsonElement properties = envelope.GetProperty("properties");
            PyDict headers = CeleryJson.ToPython(envelope.GetProperty("headers")) as PyDict ?? throw new WorkerCallException("The message is no envelope of kombu: its headers are no object.");
            JsonElement info = properties.TryGetProperty("delivery_info", out JsonElement found) && found.ValueKind == JsonValueKind.Object ? found : properties;
            string body = Text(envelope, "body") ?? "";
            (byte[] bytes, string? error) = Decode(body, Text(properties, "body_encoding") == "base64", bytesMax);
            return new CeleryMessage
            {
                ContentType = Text(envelope, "content-type") ?? "",
                Headers = headers,
                Body = bytes,
                BodyError = error,
                CorrelationId = Text(properties, "correlation_id"),
                ReplyTo = Text(properties, "reply_to") ?? "",
                Priority = properties.TryGetProperty("priority", out JsonElement priority) && priority.ValueKind == JsonValueKind.Number && priority.TryGetInt32(out int number) ? number : 0,
                Exchange = Text(info, "exchange") ?? "",
                RoutingKey = Text(info, "routing_key") ?? "",
                IsRedelivered = headers.TryGetValue("redelivered", out object? redelivered) && redelivered is true,
            };
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new WorkerCallException($"The message is no envelope of kombu: {error.Message}", error);
        }
    }

    public static byte[] Write(CeleryMessage message)
    {
        var buffer = new ArrayBufferWriter<byte>((message.Body.Length * 4 / 3) + 1024);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteBase64String("body", message.Body.Span);
            writer.WriteString("content-encoding", message.IsPickle ? "binary" : "utf-8");
            writer.WriteString("content-type", message.ContentType);
            writer.WritePropertyName("headers");
            CeleryJson.Write(writer, message.Headers);
            writer.WriteStartObject("properties");
            if (message.CorrelationId is not null)
            {
                writer.WriteString("correlation_id", message.CorrelationId);
            }

            writer.WriteString("reply_to", message.ReplyTo);
            writer.WriteNumber("delivery_mode", 2);
            writer.WriteStartObject("delivery_info");
            writer.WriteString("exchange", message.Exchange);
            writer.WriteString("routing_key", message.RoutingKey);
            writer.WriteEndObject();
            writer.WriteNumber("priority", message.Priority);
            writer.WriteString("body_encoding", "base64");
            writer.WriteString("delivery_tag", Guid.NewGuid().ToString());
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static (byte[] Body, string? Error) Decode(string body, bool isBase64, long bytesMax)
    {
        if (body.Length / 4 * 3 > bytesMax + 3)
        {
            return ([], CeleryMessage.TooLong(bytesMax));
        }

        try
        {
            byte[] bytes = isBase64 ? Convert.FromBase64String(body) : Encoding.UTF8.GetBytes(body);
            return bytes.LongLength > bytesMax ? ([], CeleryMessage.TooLong(bytesMax)) : (bytes, null);
        }
        catch (FormatException error)
        {
            return ([], $"The message's body is no base64: {error.Message}");
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? CeleryJson.TextOf(value) : null;
}
