using System.Text;
using System.Text.Json;
using Pickling.Mapping;
using Pickling.Model;
using Pickling.Workers;
using StackExchange.Redis;

namespace Pickling.Rq;

/// <summary>A call as the fields of a job's hash: <c>Job.to_dict</c> of rq/job.py.</summary>
internal static class RqJobFields
{
    // Beyond this, reading the call again to describe it would cost more than it tells.
    private const int DescribedBytesMax = 4096;

    // rq/job.py, get_call_string: characters of one argument.
    private const int ArgumentCharsMax = 75;

    public static List<HashEntry> Of(RqCall call, string queue, string status, DateTimeOffset now, CallPickler pickler)
    {
        byte[] pickle = pickler.Dumps(new PythonTuple([call.Function, null, new PythonTuple(call.Arguments, call.Function), new PythonKeywords(call.Keywords, call.Function)]));
        string time = RqFormat.Time(now);
        List<HashEntry> fields =
        [
            new("created_at", time),
            new("data", ZlibPayload.Compress(pickle)),
            new("success_callback_name", call.OnSuccess ?? ""),
            new("failure_callback_name", call.OnFailure ?? ""),
            new("started_at", ""),
            new("ended_at", ""),
            new("last_heartbeat", ""),
            new("worker_name", ""),
            new("origin", queue),
            new("description", call.Description ?? Describe(call, pickle, pickler)),
            new("timeout", RqFormat.Seconds(call.RunTime)),
            new("status", status),
        ];
        if (status == "queued")
        {
            fields.Add(new("enqueued_at", time));
        }

        if (call.ResultLifetime is { } result)
        {
            fields.Add(new("result_ttl", RqFormat.Seconds(result)));
        }

        if (call.FailureLifetime is { } failure)
        {
            fields.Add(new("failure_ttl", RqFormat.Seconds(failure)));
        }

        if (call.Lifetime is { } lifetime)
        {
            fields.Add(new("ttl", RqFormat.Seconds(lifetime)));
        }

        if (call.Retries > 0)
        {
            fields.Add(new("retries_left", call.Retries));
            fields.Add(new("retry_intervals", JsonSerializer.Serialize(call.RetryIntervals.Select(RqFormat.Seconds).DefaultIfEmpty(0))));
        }

        if (call.DependsOn.Count > 0)
        {
            fields.Add(new("dependency_id", call.DependsOn[0]));
            fields.Add(new("dependency_ids", JsonSerializer.Serialize(call.DependsOn)));
            fields.Add(new("allow_dependency_failures", call.AllowsFailedDependencies ? 1 : 0));
        }

        if (call.IsAtFront)
        {
            fields.Add(new("enqueue_at_front", 1));
        }

        if (call.Meta.Count > 0)
        {
            fields.Add(new("meta", pickler.Dumps(new PythonKeywords(call.Meta))));
        }

        return fields;
    }

    private static string Describe(RqCall call, byte[] pickle, CallPickler pickler)
    {
        var text = new StringBuilder(call.Function).Append('(');
        if (pickle.Length > DescribedBytesMax)
        {
            return text.Append("...)").ToString();
        }

        // As Python will see them, whatever .NET types they are here.
        using PickleDocument document = pickler.Open(pickle);
        IEnumerable<string> arguments = document.Root[2].EnumerateItems().Select(Repr);
        IEnumerable<string> keywords = document.Root[3].EnumeratePairs().Select(pair => $"{pair.Key.GetString()}={Repr(pair.Value)}").Order(StringComparer.Ordinal);
        return text.AppendJoin(", ", arguments.Concat(keywords)).Append(')').ToString();
    }

    private static string Repr(PickleElement value)
    {
        string text = PyValue.Repr(value.GetNatural(), ArgumentCharsMax + 1);
        return text.Length <= ArgumentCharsMax ? text : text[..ArgumentCharsMax] + "...";
    }
}
