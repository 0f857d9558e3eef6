using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pickling.Mapping;
using Pickling.Workers;
using StackExchange.Redis;

namespace Pickling.Rq;

/// <summary>Sends the webhooks of jobs that have ended: rq/webhook.py of RQ 2.9 and later. One that cannot be sent is logged and changes nothing.</summary>
internal sealed class RqWebhooks(HttpClient client, string worker, RqOptions options, CallPickler pickler, RqWorkerLog log)
{
    private static readonly TimeSpan TimeDefault = TimeSpan.FromSeconds(10);

    /// <summary>Whether a job asks for any.</summary>
    public static bool IsWanted(IReadOnlyDictionary<string, RedisValue> fields) => fields.TryGetValue("webhooks", out RedisValue webhooks) && !webhooks.IsNullOrEmpty;

    /// <summary>Sends those for an end.</summary>
    /// <param name="id">The job.</param>
    /// <param name="fields">What Redis knows of it.</param>
    /// <param name="status">How it ended: finished or failed.</param>
    /// <param name="endedAt">When.</param>
    /// <param name="error">Its error, where it failed.</param>
    public async Task SendAsync(string id, IReadOnlyDictionary<string, RedisValue> fields, string status, DateTimeOffset endedAt, string? error)
    {
        if (!IsWanted(fields))
        {
            return;
        }

        try
        {
            using JsonDocument webhooks = JsonDocument.Parse((byte[])fields["webhooks"]!);
            foreach (JsonElement webhook in webhooks.RootElement.EnumerateArray())
            {
                if (webhook.GetProperty("job_status").GetString() == status)
                {
                    await SendOneAsync(webhook, id, () => Payload(id, fields, status, endedAt, error)).ConfigureAwait(false);
                }
            }
        }
        catch (Exception reason) when (reason is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            log.WebhookFailed(worker, id, $"what is kept of it is none of RQ's: {reason.Message}");
        }
    }

    private async Task SendOneAsync(JsonElement webhook, string id, Func<string> payload)
    {
        try
        {
            using HttpRequestMessage request = RequestOf(webhook, payload);
            using CancellationTokenSource patience = new(
                webhook.TryGetProperty("timeout", out JsonElement seconds) && seconds.TryGetInt32(out int given) && given > 0 ? TimeSpan.FromSeconds(given) : TimeDefault);
            using HttpResponseMessage answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
            answer.EnsureSuccessStatusCode();
        }
        catch (Exception reason) when (reason is HttpRequestException or OperationCanceledException or InvalidOperationException or FormatException or WorkerCallException or PickleException)
        {
            log.WebhookFailed(worker, id, reason.Message);
        }
    }

    private static HttpRequestMessage RequestOf(JsonElement webhook, Func<string> payload)
    {
        string text = webhook.GetProperty("url").GetString() ?? "";
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
        {
            throw new FormatException($"{text} is no address of http.");
        }

        bool isPost = webhook.TryGetProperty("method", out JsonElement method) && method.GetString() == "POST";
        var request = new HttpRequestMessage(isPost ? HttpMethod.Post : HttpMethod.Get, url)
        {
            Content = isPost ? new StringContent(payload(), Encoding.UTF8, "application/json") : null,
        };
        if (webhook.TryGetProperty("headers", out JsonElement headers) && headers.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty header in headers.EnumerateObject())
            {
                // One that says what the body is belongs to the body, and takes the place of ours.
                if (!request.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString()) && request.Content is { } content)
                {
                    content.Headers.Remove(header.Name);
                    content.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString());
                }
            }
        }

        return request;
    }

    private string Payload(string id, IReadOnlyDictionary<string, RedisValue> fields, string status, DateTimeOffset endedAt, string? error)
    {
        using PickleDocument document = pickler.Open(ZlibPayload.Decompress((byte[])fields["data"]!, options.PayloadBytesMax, "job's data"));
        JsonObject payload = new()
        {
            ["job_id"] = id,
            ["func_name"] = document.Root[0].GetString(),
            ["status"] = status,
            ["enqueued_at"] = fields.TryGetValue("enqueued_at", out RedisValue time) && RqFormat.ReadTime(time) is { } enqueued ? Time(enqueued) : null,
            ["ended_at"] = Time(endedAt),
        };
        if (status == "failed")
        {
            payload["exc_info"] = error;
        }

        return payload.ToJsonString();
    }

    // As isoformat of Python's aware datetimes.
    private static string Time(DateTimeOffset time) => RqFormat.Time(time).TrimEnd('Z') + "+00:00";
}
