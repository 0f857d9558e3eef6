using System.Globalization;
using StackExchange.Redis;

namespace Pickling.Rq;

/// <summary>What Redis knows of a job at one moment.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Status">Where it is.</param>
/// <param name="Queue">The queue that it belongs to.</param>
/// <param name="Description">The call as text.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="EnqueuedAt">When it came into its queue last; null when it never did.</param>
/// <param name="StartedAt">When a worker took it last; null when none did.</param>
/// <param name="EndedAt">When it ended; null when it did not.</param>
/// <param name="LastHeartbeat">When its worker gave a sign of life last.</param>
/// <param name="Worker">The worker that took it last.</param>
/// <param name="RunTime">How long it may run; null for RQ's default.</param>
/// <param name="RetriesLeft">How often it will be tried again.</param>
/// <param name="DependsOn">Ids of the jobs that it waits for.</param>
public sealed record RqJobInfo(
    string Id,
    RqJobStatus Status,
    string Queue,
    string Description,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? EnqueuedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    DateTimeOffset? LastHeartbeat,
    string? Worker,
    TimeSpan? RunTime,
    int RetriesLeft,
    IReadOnlyList<string> DependsOn)
{
    internal static RqJobInfo From(string id, IReadOnlyDictionary<string, RedisValue> fields)
    {
        return new RqJobInfo(
            id,
            RqFormat.ReadStatus(At("status")),
            (string?)At("origin") ?? "",
            (string?)At("description") ?? "",
            RqFormat.ReadTime(At("created_at")),
            RqFormat.ReadTime(At("enqueued_at")),
            RqFormat.ReadTime(At("started_at")),
            RqFormat.ReadTime(At("ended_at")),
            RqFormat.ReadTime(At("last_heartbeat")),
            (string?)At("worker_name") is { Length: > 0 } worker ? worker : null,
            RqFormat.ReadSeconds(At("timeout")),
            int.TryParse((string?)At("retries_left"), NumberStyles.Integer, CultureInfo.InvariantCulture, out int left) ? left : 0,
            ReadIds(At("dependency_ids")));

        RedisValue At(string name) => fields.TryGetValue(name, out RedisValue value) ? value : RedisValue.Null;
    }

    private static string[] ReadIds(RedisValue json)
    {
        try
        {
            return json.IsNullOrEmpty ? [] : System.Text.Json.JsonSerializer.Deserialize<string[]>((string)json!) ?? [];
        }
        catch (System.Text.Json.JsonException)
        {
            return [];
        }
    }
}
