using System.Text;
using System.Text.Json;
using Pickling.Model;
using Pickling.Workers;
using StackExchange.Redis;

namespace Pickling.Rq;

/// <summary>A job in RQ, by its id: its state, its result, and what one can do with it.</summary>
public sealed class RqJob
{
    private const int FirstPollMilliseconds = 2;

    // The pickle of None, which RQ does not write.
    private static readonly byte[] None = "N."u8.ToArray();

    private readonly IDatabase _database;
    private readonly RqOptions _options;
    private readonly CallPickler _pickler;

    internal RqJob(IDatabase database, string id, RqOptions options, CallPickler pickler)
    {
        _database = database;
        _options = options;
        _pickler = pickler;
        Id = id;
    }

    /// <summary>Its id.</summary>
    public string Id { get; }

    /// <summary>Where it is now.</summary>
    public async Task<RqJobStatus> GetStatusAsync() => RqFormat.ReadStatus(await _database.HashGetAsync(RqFormat.JobKey(Id), "status").ConfigureAwait(false));

    /// <summary>What Redis knows of it; null when there is no such job.</summary>
    public async Task<RqJobInfo?> GetInfoAsync()
    {
        HashEntry[] fields = await _database.HashGetAllAsync(RqFormat.JobKey(Id)).ConfigureAwait(false);
        return fields.Length == 0 ? null : RqJobInfo.From(Id, fields.ToDictionary(field => (string)field.Name!, field => field.Value));
    }

    /// <summary>The data of the program's own that goes with it; empty when there is none.</summary>
    public async Task<PyDict> GetMetaAsync() =>
        (byte[]?)await _database.HashGetAsync(RqFormat.JobKey(Id), "meta").ConfigureAwait(false) is { Length: > 0 } meta
            ? _pickler.Loads<PyDict>(Pickled(Checked(meta, "meta data"), "meta data"))!
            : [];

    /// <summary>Waits until it has ended, and gives what it returned.</summary>
    /// <typeparam name="T">The type of the result; <c>object</c> for whatever it is.</typeparam>
    /// <param name="patience">How long to wait; null for as long as it takes.</param>
    /// <param name="cancellationToken">Ends the waiting; the job goes on.</param>
    /// <exception cref="RqJobException">It failed, was stopped or cancelled, or is gone.</exception>
    /// <exception cref="TimeoutException">It has not ended in time.</exception>
    /// <exception cref="PickleException">Its result is no <typeparamref name="T"/>.</exception>
    public async Task<T?> GetResultAsync<T>(TimeSpan? patience = null, CancellationToken cancellationToken = default)
    {
        long deadline = patience is { } time && time != Timeout.InfiniteTimeSpan ? Environment.TickCount64 + (long)time.TotalMilliseconds : long.MaxValue;
        var pause = TimeSpan.FromMilliseconds(FirstPollMilliseconds);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (RqJobStatus status, RedisValue result) = await LookAsync().ConfigureAwait(false);
            switch (status)
            {
                case RqJobStatus.Finished:
                    return _pickler.Loads<T>(result.IsNull ? None : Pickled((byte[])result!, "result"));
                case RqJobStatus.Failed or RqJobStatus.Stopped:
                    string traceback = Encoding.UTF8.GetString((byte[]?)result ?? []);
                    (string? type, string message) = PythonTraceback.Parse(traceback);
                    throw new RqJobException(Id, status, type, $"Job {Id} {(status == RqJobStatus.Failed ? "failed" : "was stopped")}: {(type is null ? message : $"{type}: {message}")}", traceback);
                case RqJobStatus.Canceled:
                    throw new RqJobException(Id, status, null, $"Job {Id} was cancelled.", null);
                case RqJobStatus.Unknown:
                    throw new RqJobException(Id, status, null, $"Job {Id} is not there: it was deleted, or its lifetime or that of its result is over.", null);
            }

            if (Environment.TickCount64 >= deadline)
            {
                throw new TimeoutException($"Job {Id} has not ended within {patience}; it is {status}.");
            }

            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < _options.ResultPollInterval ? pause * 2 : _options.ResultPollInterval;
        }
    }

    /// <summary>Cancels it: it will not be started. One that runs goes on (see <see cref="StopAsync"/>), its result is dropped by workers here.</summary>
    /// <param name="runsDependents">Whether the jobs that wait for it run all the same.</param>
    /// <returns>False when there is no such job, or it was cancelled already.</returns>
    public async Task<bool> CancelAsync(bool runsDependents = false)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        RedisResult before = await _database.RunAsync(RqScripts.Cancel, RqFormat.Time(now), now.ToUnixTimeSeconds(), Id, runsDependents ? 1 : 0).ConfigureAwait(false);
        return !before.IsNull && (string?)before != "canceled";
    }

    /// <summary>Tells the worker that runs it to stop: it becomes <see cref="RqJobStatus.Stopped"/>.</summary>
    /// <returns>False when no worker runs it.</returns>
    public async Task<bool> StopAsync()
    {
        RedisValue[] fields = await _database.HashGetAsync(RqFormat.JobKey(Id), ["worker_name", "status"]).ConfigureAwait(false);
        if (fields[0].IsNullOrEmpty || fields[1] != "started")
        {
            return false;
        }

        string command = JsonSerializer.Serialize(new Dictionary<string, string> { ["command"] = "stop-job", ["job_id"] = Id });
        return await _database.PublishAsync(RqFormat.CommandChannel((string)fields[0]!), command).ConfigureAwait(false) > 0;
    }

    /// <summary>Puts a job that has failed back into its queue.</summary>
    /// <param name="atFront">Whether it goes to the front.</param>
    /// <returns>False when it is not among the failed jobs.</returns>
    public async Task<bool> RequeueAsync(bool atFront = false) =>
        (int)await _database.RunAsync(RqScripts.RequeueFailed, RqFormat.Time(DateTimeOffset.UtcNow), Id, atFront ? 1 : 0).ConfigureAwait(false) == 1;

    /// <summary>Deletes it and its result.</summary>
    /// <returns>False when there is no such job.</returns>
    public async Task<bool> DeleteAsync()
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return (int)await _database.RunAsync(RqScripts.Delete, RqFormat.Time(now), now.ToUnixTimeSeconds(), Id).ConfigureAwait(false) == 1;
    }

    // Status and, of an ended job, the pickle that it returned or the text of its traceback.
    private async Task<(RqJobStatus Status, RedisValue Result)> LookAsync()
    {
        Task<RedisValue[]> hash = _database.HashGetAsync(RqFormat.JobKey(Id), ["status", "result", "exc_info"]);
        Task<StreamEntry[]> stream = _database.StreamRangeAsync(RqFormat.ResultsKey(Id), "-", "+", 1, Order.Descending);
        RedisValue[] fields = await hash.ConfigureAwait(false);
        StreamEntry[] entries = await stream.ConfigureAwait(false);
        RqJobStatus status = RqFormat.ReadStatus(fields[0]);
        StreamEntry? last = entries.Length == 0 ? null : entries[0];
        if (status == RqJobStatus.Unknown && last is { } kept)
        {
            // The hash may go a moment before the result, which has a lifetime of its own.
            status = kept["type"] == 1 ? RqJobStatus.Finished : kept["type"] == 3 ? RqJobStatus.Stopped : RqJobStatus.Failed;
        }

        switch (status)
        {
            // Before RQ 1.12, and on Redis below 5, results are in the hash.
            case RqJobStatus.Finished:
                return (status, last?["type"] == 1
                    ? last.Value["return_value"] is { IsNull: false } value ? Base64(value, "result") : RedisValue.Null
                    : fields[1] is { IsNullOrEmpty: false } old ? Checked((byte[])old!, "result") : RedisValue.Null);
            case RqJobStatus.Failed or RqJobStatus.Stopped:
                byte[] text = last is not null && last.Value["type"] != 1 && last.Value["exc_string"] is { IsNullOrEmpty: false } failure
                    ? Base64(failure, "error")
                    : (byte[]?)fields[2] ?? [];
                return (status, ZlibPayload.Decompress(text, _options.PayloadBytesMax, "error"));
            default:
                return (status, RedisValue.Null);
        }
    }

    private byte[] Base64(RedisValue value, string what)
    {
        byte[] text = value!;
        if (text.LongLength / 4 * 3 > _options.PayloadBytesMax + 3)
        {
            throw new WorkerCallException($"The {what} of job {Id} is longer than {_options.PayloadBytesMax} bytes, which is the limit here.");
        }

        try
        {
            return Convert.FromBase64String(Encoding.ASCII.GetString(text));
        }
        catch (FormatException error)
        {
            throw new WorkerCallException($"The {what} of job {Id} is no base64: {error.Message}", error);
        }
    }

    private byte[] Pickled(byte[] data, string what) => RqFormat.IsJson(data)
        ? throw new PickleException($"The {what} of job {Id} is JSON and no pickle: whoever wrote it has serializer=JSONSerializer; here RQ's own serializer is read, which pickles.")
        : data;

    private byte[] Checked(byte[] pickle, string what) => pickle.LongLength <= _options.PayloadBytesMax
        ? pickle
        : throw new WorkerCallException($"The {what} of job {Id} is longer than {_options.PayloadBytesMax} bytes, which is the limit here.");
}
