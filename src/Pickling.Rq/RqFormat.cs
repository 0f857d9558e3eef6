using System.Globalization;
using StackExchange.Redis;

namespace Pickling.Rq;

/// <summary>How RQ writes names, times and lifetimes.</summary>
internal static class RqFormat
{
    public const string Queues = "rq:queues";
    public const string Workers = "rq:workers";

    private const int ExecutionChars = 32;
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    public static string JobKey(string id) => "rq:job:" + id;

    public static string QueueKey(string queue) => "rq:queue:" + queue;

    public static string WorkerKey(string worker) => "rq:worker:" + worker;

    public static string WorkersKey(string queue) => "rq:workers:" + queue;

    public static string ResultsKey(string id) => "rq:results:" + id;

    public static string RegistryKey(string kind, string queue) => $"rq:{kind}:{queue}";

    /// <summary>The job of an entry among those that run: workers of RQ 2 put their execution's id, a UUID without dashes, behind it.</summary>
    public static string JobOf(string started) =>
        started.Length > ExecutionChars && started[^(ExecutionChars + 1)] == ':' && Guid.TryParseExact(started[^ExecutionChars..], "N", out _)
            ? started[..^(ExecutionChars + 1)]
            : started;

    /// <summary>Whether data is what RQ's JSONSerializer writes: no pickle begins so.</summary>
    public static bool IsJson(ReadOnlySpan<byte> data) => data is [(byte)'[' or (byte)'{' or (byte)'"' or (byte)'-' or (>= (byte)'0' and <= (byte)'9'), ..]
        || data.SequenceEqual("null"u8) || data.SequenceEqual("true"u8) || data.SequenceEqual("false"u8);

    public static RedisChannel CommandChannel(string worker) => RedisChannel.Literal("rq:pubsub:" + worker);

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static DateTimeOffset? ReadTime(RedisValue value) =>
        DateTimeOffset.TryParse((string?)value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) ? time : null;

    /// <summary>Whole seconds, rounded up; for ever is -1.</summary>
    public static long Seconds(TimeSpan lifetime) => lifetime == Timeout.InfiniteTimeSpan ? -1 : (long)Math.Ceiling(lifetime.TotalSeconds);

    /// <summary>Seconds as text, int or float, or nothing; below 0 means for ever.</summary>
    public static TimeSpan? ReadSeconds(RedisValue value) =>
        double.TryParse((string?)value, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && double.IsFinite(seconds)
            ? seconds < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(Math.Min(seconds, 1e9))
            : null;

    public static RqJobStatus ReadStatus(RedisValue value) => (string?)value switch
    {
        "queued" => RqJobStatus.Queued,
        "finished" => RqJobStatus.Finished,
        "failed" => RqJobStatus.Failed,
        "started" => RqJobStatus.Started,
        "deferred" => RqJobStatus.Deferred,
        "scheduled" => RqJobStatus.Scheduled,
        "stopped" => RqJobStatus.Stopped,
        "canceled" => RqJobStatus.Canceled,
        "rate_limited" => RqJobStatus.RateLimited,

        // RQ 2: what it depends on is done, and it is about to be put into its queue.
        "ready_to_enqueue" => RqJobStatus.Deferred,
        _ => RqJobStatus.Unknown,
    };
}
