using System.Numerics;
using System.Text;
using Pickling.Model;
using Pickling.Workers;
using RabbitMQ.Client;

namespace Pickling.Celery.RabbitMq;

/// <summary>Messages as AMQP carries them: properties, a table of headers, and the body's bytes.</summary>
internal static class RabbitMqMessages
{
    /// <summary>Reads one.</summary>
    /// <exception cref="WorkerCallException">Its headers are not those of a message of Celery.</exception>
    public static CeleryMessage Read(IReadOnlyBasicProperties properties, byte[]? body, long bytesMax, string exchange, string routingKey, bool isRedelivered) => new()
    {
        ContentType = properties.ContentType ?? "",
        Headers = properties.Headers is { } headers ? ReadHeaders(headers) : [],
        Body = body,
        BodyError = body is null ? CeleryMessage.TooLong(bytesMax) : null,
        CorrelationId = properties.CorrelationId,
        ReplyTo = properties.ReplyTo ?? "",
        Priority = properties.Priority,
        Exchange = exchange,
        RoutingKey = routingKey,
        IsRedelivered = isRedelivered,
    };

    public static BasicProperties PropertiesOf(CeleryMessage message, bool isPersistent)
    {
        var properties = new BasicProperties
        {
            ContentType = message.ContentType,
            ContentEncoding = message.IsPickle ? "binary" : "utf-8",
            Headers = WriteTable(message.Headers),
            DeliveryMode = isPersistent ? DeliveryModes.Persistent : DeliveryModes.Transient,
            Priority = (byte)Math.Clamp(message.Priority, 0, byte.MaxValue),
        };
        if (message.CorrelationId is { } id)
        {
            properties.CorrelationId = id;
        }

        if (message.ReplyTo.Length > 0)
        {
            properties.ReplyTo = message.ReplyTo;
        }

        return properties;
    }

    private static PyDict ReadHeaders(IDictionary<string, object?> headers) => headers.TryGetValue(AmqpHeaders.Refused, out object? reason)
        ? throw new WorkerCallException(reason is byte[] text ? Encoding.UTF8.GetString(text) : "The message's headers were refused.")
        : ReadTable(headers, 0);

    private static PyDict ReadTable(IDictionary<string, object?> table, int depth)
    {
        PyDict dict = [];
        foreach ((string name, object? value) in table)
        {
            dict[name] = ReadValue(value, depth + 1);
        }

        return dict;
    }

    private static object? ReadValue(object? value, int depth)
    {
        if (depth > AmqpHeaders.DepthMax)
        {
            throw new WorkerCallException($"The message's headers are nested more than {AmqpHeaders.DepthMax} deep.");
        }

        return value switch
        {
            byte[] text => Encoding.UTF8.GetString(text),
            BinaryTableValue binary => binary.Bytes,
            AmqpTimestamp time => time.UnixTime,
            ulong number => (BigInteger)number,
            float or decimal => Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture),
            sbyte or byte or short or ushort or int or uint => Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture),
            IDictionary<string, object?> table => ReadTable(table, depth),
            IList<object?> list => new PyList(list.Select(item => ReadValue(item, depth + 1))),
            _ => value,
        };
    }

    private static Dictionary<string, object?> WriteTable(PyDict dict)
    {
        var table = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach ((object key, object? value) in dict)
        {
            table[key as string ?? PyValue.Repr(key)] = WriteValue(value);
        }

        return table;
    }

    private static object? WriteValue(object? value) => value switch
    {
        null or string or bool or long or double => value,
        byte[] bytes => new BinaryTableValue(bytes),
        PyDict dict => WriteTable(dict),
        PyList or PyTuple => ((IReadOnlyList<object?>)value).Select(WriteValue).ToList(),
        _ => PyValue.Repr(value),
    };
}
