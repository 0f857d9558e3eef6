using System.Globalization;
using Pickling.Mapping;
using Pickling.Model;
using Pickling.Workers;

namespace Pickling.Celery;

/// <summary>How Celery names keys and writes tasks: protocol 2 of celery/app/amqp.py.</summary>
internal static class CeleryFormat
{
    // Characters at most of the arguments that Celery's views show.
    private const int ReprCharsMax = 1024;

    // Beyond this, reading the call again to describe it would cost more than it tells.
    private const int DescribedBytesMax = 4096;

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture);

    /// <summary>A task as its first message.</summary>
    public static CeleryMessage Write(CeleryCall call, string id, string replyTo, CallPickler pickler)
    {
        byte[] body = pickler.Dumps(new PythonTuple([new PythonTuple(call.Arguments, call.Task), new PythonKeywords(call.Keywords, call.Task), Embed(null)]));
        return WriteBody(body, call, id, replyTo, pickler);
    }

    /// <summary>A task that follows another, its body made already.</summary>
    public static CeleryMessage WriteBody(byte[] body, CeleryCall call, string id, string replyTo, CallPickler pickler)
    {
        (string arguments, string keywords) = Describe(body, pickler);
        return new CeleryMessage
        {
            Headers = new PyDict
            {
                ["lang"] = "py",
                ["task"] = call.Task,
                ["id"] = id,
                ["shadow"] = null,
                ["eta"] = TimeOrNone(call.Eta),
                ["expires"] = TimeOrNone(call.Expires),
                ["group"] = null,
                ["group_index"] = null,
                ["retries"] = 0L,
                ["timelimit"] = new PyList([call.TimeLimit?.TotalSeconds, call.SoftTimeLimit?.TotalSeconds]),
                ["root_id"] = call.RootId ?? id,
                ["parent_id"] = call.ParentId,
                ["argsrepr"] = arguments,
                ["kwargsrepr"] = keywords,
                ["origin"] = $"{Environment.ProcessId}@{Environment.MachineName}",
                ["ignore_result"] = call.IgnoresResult,
            },
            Body = body,
            CorrelationId = id,
            ReplyTo = replyTo,
            RoutingKey = call.Queue ?? "",
            Priority = call.Priority,
        };
    }

    /// <summary>A task's message once more, with one try more behind it and a new time.</summary>
    public static CeleryMessage WriteRetry(CeleryMessage message, ReadOnlyMemory<byte> pickle, DateTimeOffset eta)
    {
        PyDict headers = new(message.Headers) { ["retries"] = message.HeaderNumber("retries") + 1L, ["eta"] = Time(eta) };
        headers.Remove("compression");
        headers.Remove("redelivered");
        foreach (string own in headers.Keys.OfType<string>().Where(IsBrokers).ToList())
        {
            headers.Remove(own);
        }

        return message with { ContentType = CeleryMessage.PickleType, Headers = headers, Body = pickle, CorrelationId = message.CorrelationId ?? message.Header("id") };
    }

    /// <summary>An event, as celery/events/dispatcher.py publishes it.</summary>
    public static CeleryMessage WriteEvent(string type, string sender, long clock, PyDict fields) => new()
    {
        ContentType = CeleryMessage.JsonType,
        Headers = new PyDict { ["hostname"] = sender },
        Body = CeleryJson.ToBytes(new PyDict(fields)
        {
            ["type"] = type,
            ["hostname"] = sender,
            ["pid"] = (long)Environment.ProcessId,
            ["clock"] = clock,
            ["timestamp"] = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0,
            ["utcoffset"] = 0L,
        }),
        Exchange = "celeryev",
        RoutingKey = type.Replace('-', '.'),
    };

    /// <summary>The third part of a body: what follows the task.</summary>
    public static PyDict Embed(object? chain) => new() { ["callbacks"] = null, ["errbacks"] = null, ["chain"] = chain, ["chord"] = null };

    private static (string Arguments, string Keywords) Describe(byte[] body, CallPickler pickler)
    {
        if (body.Length > DescribedBytesMax)
        {
            return ("...", "...");
        }

        using PickleDocument document = pickler.Open(body);
        return (PyValue.Repr(document.Root[0].GetNatural(), ReprCharsMax), PyValue.Repr(document.Root[1].GetNatural(), ReprCharsMax));
    }

    // What RabbitMQ adds to a message on its way: x-death, x-first-death-queue, x-delivery-count ...
    private static bool IsBrokers(string header) =>
        header.StartsWith("x-death", StringComparison.Ordinal) || header.StartsWith("x-first-death", StringComparison.Ordinal)
        || header.StartsWith("x-last-death", StringComparison.Ordinal) || header == CeleryMessage.DeliveryCount;

    private static string? TimeOrNone(DateTimeOffset? time) => time is { } given ? Time(given) : null;
}
