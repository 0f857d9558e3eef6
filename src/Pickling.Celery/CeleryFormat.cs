using System.Globalization;
using System.Text.Json;
using Pickling.Mapping;
using Pickling.Model;
using Pickling.Workers;

namespace Pickling.Celery;

/// <summary>How Celery names keys and writes tasks: protocol 2 of celery/app/amqp.py.</summary>
internal static class CeleryFormat
{
    /// <summary>What kombu puts between the parts of a binding, and between a queue and its step of priority.</summary>
    public const string Separator = "\x06\x16";

    // Characters at most of the arguments that Celery's views show.
    private const int ReprCharsMax = 1024;

    // Beyond this, reading the call again to describe it would cost more than it tells.
    private const int DescribedBytesMax = 4096;

    public static string ResultKey(string id) => "celery-task-meta-" + id;

    public static string BindingKey(string exchange) => "_kombu.binding." + exchange;

    /// <summary>A queue's list for a priority; kombu has four steps.</summary>
    public static string QueueKey(string queue, int priority) => priority switch
    {
        < 3 => queue,
        < 6 => $"{queue}{Separator}3",
        < 9 => $"{queue}{Separator}6",
        _ => $"{queue}{Separator}9",
    };

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture);

    /// <summary>A task as its first message.</summary>
    public static byte[] Write(CeleryCall call, string id, CallPickler pickler)
    {
        byte[] body = pickler.Dumps(new PythonTuple([new PythonTuple(call.Arguments), new PythonKeywords(call.Keywords), Embed(null)]));
        return WriteBody(body, call, id, pickler);
    }

    /// <summary>A task that follows another, its body made already.</summary>
    public static byte[] WriteBody(byte[] body, string task, string id, string queue, string rootId, string parentId, CallPickler pickler) =>
        WriteBody(body, new CeleryCall(task) { Queue = queue, RootId = rootId, ParentId = parentId }, id, pickler);

    private static byte[] WriteBody(byte[] body, CeleryCall call, string id, CallPickler pickler)
    {
        (string arguments, string keywords) = Describe(body, pickler);
        return CeleryMessage.Write(
            body,
            isPickle: true,
            writer =>
            {
                writer.WriteString("lang", "py");
                writer.WriteString("task", call.Task);
                writer.WriteString("id", id);
                writer.WriteNull("shadow");
                WriteTime(writer, "eta", call.Eta);
                WriteTime(writer, "expires", call.Expires);
                writer.WriteNull("group");
                writer.WriteNull("group_index");
                writer.WriteNumber("retries", 0);
                writer.WriteStartArray("timelimit");
                WriteSeconds(writer, call.TimeLimit);
                WriteSeconds(writer, call.SoftTimeLimit);
                writer.WriteEndArray();
                writer.WriteString("root_id", call.RootId ?? id);
                writer.WriteString("parent_id", call.ParentId);
                writer.WriteString("argsrepr", arguments);
                writer.WriteString("kwargsrepr", keywords);
                writer.WriteString("origin", $"{Environment.ProcessId}@{Environment.MachineName}");
                writer.WriteBoolean("ignore_result", call.IgnoresResult);
            },
            id,
            "",
            "",
            call.Queue,
            call.Priority);
    }

    /// <summary>A task's message once more, with one try more behind it and a new time.</summary>
    public static byte[] WriteRetry(CeleryMessage message, byte[] pickle, DateTimeOffset eta) => CeleryMessage.Write(
        pickle,
        isPickle: true,
        writer =>
        {
            foreach (JsonProperty header in message.Headers.EnumerateObject())
            {
                if (header.Name is not ("retries" or "eta" or "compression" or "redelivered"))
                {
                    header.WriteTo(writer);
                }
            }

            writer.WriteNumber("retries", message.HeaderNumber("retries") + 1);
            WriteTime(writer, "eta", eta);
        },
        message.Header("id"),
        message.ReplyTo,
        message.Exchange,
        message.RoutingKey,
        message.Priority);

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

    private static void WriteTime(Utf8JsonWriter writer, string name, DateTimeOffset? time) => writer.WriteString(name, time is { } given ? Time(given) : null);

    private static void WriteSeconds(Utf8JsonWriter writer, TimeSpan? time)
    {
        if (time is { } given)
        {
            writer.WriteNumberValue(given.TotalSeconds);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
