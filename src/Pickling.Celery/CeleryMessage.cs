using System.Globalization;
using Pickling.Model;
using Pickling.Workers;

namespace Pickling.Celery;

/// <summary>A message as Celery sees it, whatever a broker wraps around it: properties, headers, and a body that is not loaded yet.</summary>
internal sealed record CeleryMessage
{
    public const string PickleType = "application/x-python-serialize";
    public const string JsonType = "application/json";

    /// <summary>What quorum queues call the number of deliveries that were not acknowledged.</summary>
    public const string DeliveryCount = "x-delivery-count";

    public string ContentType { get; init; } = PickleType;

    /// <summary>What AMQP and kombu call headers: of a task its name, id, times ... (protocol 2 of celery/app/amqp.py).</summary>
    public required PyDict Headers { get; init; }

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Why <see cref="Body"/> is not here, where it is not: longer than the limit, or broken.</summary>
    public string? BodyError { get; init; }

    public string? CorrelationId { get; init; }

    /// <summary>The queue that wants the result, of who keeps results in no database; else empty.</summary>
    public string ReplyTo { get; init; } = "";

    public int Priority { get; init; }

    public string Exchange { get; init; } = "";

    public string RoutingKey { get; init; } = "";

    /// <summary>Whether a worker had it before and did not acknowledge it.</summary>
    public bool IsRedelivered { get; init; }

    public bool IsPickle => ContentType == PickleType;

    public string? Header(string name) => Headers.TryGetValue(name, out object? value) ? value as string : null;

    public int HeaderNumber(string name) =>
        Headers.TryGetValue(name, out object? value) && value is long and >= int.MinValue and <= int.MaxValue ? (int)(long)value : 0;

    public bool HeaderFlag(string name) => Headers.TryGetValue(name, out object? value) && value is true;

    /// <summary>A time; one that was written without an offset is one of the zone, null for UTC.</summary>
    public DateTimeOffset? HeaderTime(string name, TimeZoneInfo? zone = null)
    {
        if (!DateTimeOffset.TryParse(Header(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time))
        {
            return null;
        }

        bool isLocal = zone is not null && DateTime.Parse(Header(name)!, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind).Kind == DateTimeKind.Unspecified;
        return isLocal ? new DateTimeOffset(time.DateTime, zone!.GetUtcOffset(time.DateTime)) : time;
    }

    /// <summary>What a body that is too long says of itself.</summary>
    public static string TooLong(long bytesMax) => $"The message's body is longer than {bytesMax} bytes, which is the limit here.";

    /// <summary>The body as a pickle, whatever it came as; nothing is loaded yet.</summary>
    /// <exception cref="WorkerCallException">It is too long, compressed or encoded in an unknown way, or broken.</exception>
    public ReadOnlyMemory<byte> ReadPickle(long bytesMax, CallPickler pickler)
    {
        if (BodyError is not null)
        {
            throw new WorkerCallException(BodyError);
        }

        ReadOnlyMemory<byte> body = Header("compression") switch
        {
            null or "" => Body,

            // kombu's names; both are zlib data.
            "application/x-gzip" or "zlib" => ZlibPayload.Decompress(Body.ToArray(), bytesMax, "message's body"),
            string other => throw new WorkerCallException($"The message's body is compressed as {other}; only zlib is known here."),
        };
        return ContentType switch
        {
            PickleType => body,
            JsonType => CeleryJson.ToPickle(body, "message's body", pickler),
            _ => throw new WorkerCallException($"The message's body is {ContentType}; only pickle and JSON are known here."),
        };
    }
}
