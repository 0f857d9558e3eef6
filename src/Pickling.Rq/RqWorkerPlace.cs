using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Pickling.Mapping;
using Pickling.Workers;
using StackExchange.Redis;

namespace Pickling.Rq;

/// <summary>One place of a worker, which runs one job at a time: to RQ it is a worker.</summary>
internal sealed class RqWorkerPlace : IDisposable
{
    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan ReconnectPause = TimeSpan.FromSeconds(1);

    private readonly IDatabase _database;
    private readonly WorkerFunctions _functions;
    private readonly RqWorkerOptions _options;
    private readonly IServiceProvider? _services;
    private readonly RqWorkerLog _log;
    private readonly CallPickler _pickler;
    private readonly CancellationTokenSource _leave = new();
    private readonly RqWebhooks? _webhooks;
    private volatile RqRunningJob? _running;
    private bool _isRegistered;

    public RqWorkerPlace(string name, IDatabase database, WorkerFunctions functions, RqWorkerOptions options, IServiceProvider? services, RqWorkerLog log, CallPickler pickler)
    {
        Name = name;
        _database = database;
        _functions = functions;
        _options = options;
        _services = services;
        _log = log;
        _pickler = pickler;
        _webhooks = options.WebhookClient is { } client ? new RqWebhooks(client, name, options.Rq, pickler, log) : null;
    }

    public string Name { get; }

    public RqRunningJob? Running => _running;

    private string Key => RqFormat.WorkerKey(Name);

    // One more, because RQ counts whole seconds: the one that has begun is over sooner.
    private TimeSpan Patience => _options.AbandonedAfter + TimeSpan.FromSeconds(1);

    /// <summary>Takes jobs and runs them until it is told to stop, or the queues are empty in a burst.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(stopping, _leave.Token);
        TimeSpan pause = FirstPoll;
        while (!linked.IsCancellationRequested)
        {
            RedisResult[] taken;
            try
            {
                taken = await TakeAsync().ConfigureAwait(false);
            }
            catch (Exception error) when (RqWorkerLog.IsTroubleOfRedis(error))
            {
                _log.RedisFailed(Name, error.Message);
                await PauseAsync(ReconnectPause, linked.Token).ConfigureAwait(false);
                continue;
            }

            if (taken.Length == 3)
            {
                pause = FirstPoll;
                await RunJobAsync((string)taken[0]!, (string)taken[1]!, taken[2]).ConfigureAwait(false);
                continue;
            }

            if (_options.IsBurst)
            {
                return;
            }

            await PauseAsync(pause, linked.Token).ConfigureAwait(false);
            pause = pause * 2 < _options.PollInterval ? pause * 2 : _options.PollInterval;
        }
    }

    /// <summary>Appears in RQ's views; worker.py, register_birth.</summary>
    public async Task RegisterAsync(string address)
    {
        string now = RqFormat.Time(DateTimeOffset.UtcNow);
        RqRunningJob? job = _running;
        ITransaction transaction = _database.CreateTransaction();
        _ = transaction.KeyDeleteAsync(Key);
        _ = transaction.HashSetAsync(
            Key,
            [
                new("birth", now),
                new("last_heartbeat", now),
                new("queues", string.Join(',', _options.Queues)),
                new("pid", Environment.ProcessId),
                new("hostname", Environment.MachineName),
                new("ip_address", address),
                new("version", $"Pickling.Rq {typeof(RqWorker).Assembly.GetName().Version?.ToString(3)}"),
                new("python_version", $".NET {Environment.Version}"),
                new("state", job is null ? "idle" : "busy"),
                .. job is null ? default(ReadOnlySpan<HashEntry>) : [new("current_job", job.Id)],
            ]);
        _ = transaction.SetAddAsync(RqFormat.Workers, Key);
        foreach (string queue in _options.Queues)
        {
            _ = transaction.SetAddAsync(RqFormat.WorkersKey(queue), Key);
        }

        _ = transaction.KeyExpireAsync(Key, LifetimeOfWorker());
        await transaction.ExecuteAsync().ConfigureAwait(false);
        _isRegistered = true;
    }

    /// <summary>Says who else is alive under this name, for RQ cannot tell both apart; null for nobody.</summary>
    public async Task<string?> FindNamesakeAsync()
    {
        if (_isRegistered)
        {
            return null;
        }

        RedisValue[] fields = await _database.HashGetAsync(Key, ["last_heartbeat", "death", "pid", "hostname"]).ConfigureAwait(false);
        bool isAlive = fields[1].IsNull && RqFormat.ReadTime(fields[0]) is { } beat && DateTimeOffset.UtcNow - beat < _options.HeartbeatInterval * 2;
        return isAlive ? $"process {fields[2]} on {fields[3]}" : null;
    }

    /// <summary>Leaves RQ's views; worker.py, register_death.</summary>
    public async Task UnregisterAsync()
    {
        ITransaction transaction = _database.CreateTransaction();
        _ = transaction.SetRemoveAsync(RqFormat.Workers, Key);
        foreach (string queue in _options.Queues)
        {
            _ = transaction.SetRemoveAsync(RqFormat.WorkersKey(queue), Key);
        }

        _ = transaction.HashSetAsync(Key, "death", RqFormat.Time(DateTimeOffset.UtcNow));
        _ = transaction.KeyExpireAsync(Key, TimeSpan.FromSeconds(60));
        await transaction.ExecuteAsync().ConfigureAwait(false);
    }

    public async Task HeartbeatAsync(string address)
    {
        RedisValue[] life = await _database.HashGetAsync(Key, ["birth", "death"]).ConfigureAwait(false);
        if (life[0].IsNull || !life[1].IsNull)
        {
            // Redis was started anew, this process slept for long, or a worker of the same name has ended.
            await RegisterAsync(address).ConfigureAwait(false);
        }

        RqRunningJob? job = _running;
        DateTimeOffset now = DateTimeOffset.UtcNow;
        RedisResult isOurs = await _database.RunAsync(
            RqScripts.Heartbeat,
            RqFormat.Time(now),
            now.ToUnixTimeSeconds(),
            Name,
            (long)LifetimeOfWorker().TotalSeconds,
            RqFormat.Seconds(Patience),
            job?.Id ?? "",
            job?.Queue ?? "",
            (job?.Seconds ?? 0).ToString("F6", CultureInfo.InvariantCulture)).ConfigureAwait(false);
        if (job is not null && (int)isOurs == 0)
        {
            job.Interrupt(RqInterruption.TakenAway);
        }
    }

    /// <summary>What RQ's tools tell a worker; command.py.</summary>
    public void Obey(string command)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(command);
            JsonElement root = document.RootElement;
            switch (root.GetProperty("command").GetString())
            {
                case "stop-job" when _running is { } job && job.Id == root.GetProperty("job_id").GetString():
                    job.Interrupt(RqInterruption.Stopped);
                    break;
                case "kill-horse":
                    _running?.Interrupt(RqInterruption.Killed);
                    break;
                case "shutdown":
                    _leave.Cancel();
                    break;
            }
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            _log.CommandSkipped(Name, error.Message);
        }
    }

    public void Dispose() => _leave.Dispose();

    private TimeSpan LifetimeOfWorker() => _options.HeartbeatInterval * 14 > Patience ? _options.HeartbeatInterval * 14 : Patience;

    private async Task<RedisResult[]> TakeAsync()
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return (RedisResult[])(await _database.RunAsync(
            RqScripts.Take,
            [RqFormat.Time(now), now.ToUnixTimeSeconds(), Name, RqFormat.Seconds(Patience), .. _options.Queues.Select(queue => (RedisValue)queue)]).ConfigureAwait(false))!;
    }

    private async Task RunJobAsync(string queue, string id, RedisResult hash)
    {
        Dictionary<string, RedisValue> fields = [];
        var pairs = (RedisResult[])hash!;
        for (int i = 0; i + 1 < pairs.Length; i += 2)
        {
            fields[(string)pairs[i]!] = (RedisValue)pairs[i + 1];
        }

        RqJobInfo info = RqJobInfo.From(id, fields);
        using var job = new RqRunningJob(id, queue);
        _running = job;
        byte[]? result = null;
        Exception? failure = null;
        try
        {
            result = await PerformAsync(job, info, fields).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // Whatever a function throws is its job's end and not the worker's.
            failure = error;
        }

        try
        {
            await (failure is null ? FinishAsync(job, result, fields) : FailAsync(job, info, failure, fields)).ConfigureAwait(false);
        }
        catch (Exception error) when (RqWorkerLog.IsTroubleOfRedis(error))
        {
            // Only after many tries: whoever clears away abandoned jobs will find it.
            _log.JobLost(Name, id, error.Message);
        }
        finally
        {
            _running = null;
        }
    }

    // The pickled result; null for None.
    private async Task<byte[]?> PerformAsync(RqRunningJob job, RqJobInfo info, Dictionary<string, RedisValue> fields)
    {
        var callbacks = new RqCallbacks(fields, _functions, _pickler, _options.CancellationTime);
        AsyncServiceScope? scope = _services?.CreateAsyncScope();
        try
        {
            object? value = await CallAsync(job, info, fields, ContextOf).ConfigureAwait(false);
            await callbacks.SucceededAsync(ContextOf, value).ConfigureAwait(false);
            return value is null ? null : _pickler.Dumps(value);
        }
        catch (Exception error)
        {
            try
            {
                await callbacks.FailedAsync(ContextOf, error, job.Interruption).ConfigureAwait(false);
            }
            catch (Exception)
            {
                _log.CallbackFailed(Name, job.Id, error);
                throw;
            }

            throw;
        }
        finally
        {
            if (scope is { } used)
            {
                await used.DisposeAsync().ConfigureAwait(false);
            }
        }

        RqJobContext ContextOf(string function, Exception? error, CancellationToken token) =>
            new(info, function, job.Queue, error, scope?.ServiceProvider, _database, _options.Rq, _pickler, token);
    }

    private async Task<object?> CallAsync(
        RqRunningJob job, RqJobInfo info, Dictionary<string, RedisValue> fields, RqCallbacks.ContextOf contextOf)
    {
        if (_webhooks is null && RqWebhooks.IsWanted(fields))
        {
            throw new WorkerCallException($"The job asks for webhooks, which this worker does not send: {nameof(RqWorkerOptions)}.{nameof(RqWorkerOptions.WebhookClient)} lets it.");
        }

        byte[] pickle = ZlibPayload.Decompress((byte[])fields["data"]!, _options.Rq.PayloadBytesMax, "job's data");
        if (RqFormat.IsJson(pickle))
        {
            throw new WorkerCallException("The job's data is JSON and no pickle: its queue has serializer=JSONSerializer; workers here take jobs of RQ's own serializer, which pickles.");
        }

        using PickleDocument document = _pickler.Open(pickle);
        PickleElement call = document.Root;
        if (call.Kind != PickleValueKind.Tuple || call.Count != 4)
        {
            throw new WorkerCallException("The job's data is no tuple of function, instance, args and kwargs.");
        }

        string name = call[0].GetString();
        if (call[1].Kind != PickleValueKind.None)
        {
            throw new WorkerCallException($"The job calls {name} on an object; only functions are registered here.");
        }

        WorkerFunction function = _functions.Find(name);
        object?[] arguments = function.Bind(call[2], call[3], contextOf(name, null, job.Token), _pickler);
        return await WatchAsync(job, info, Task.Run(() => function.InvokeAsync(arguments))).ConfigureAwait(false);
    }

    private async Task<object?> WatchAsync(RqRunningJob job, RqJobInfo info, Task<object?> work)
    {
        TimeSpan runTime = info.RunTime is { } given && given != TimeSpan.Zero ? given : TimeSpan.FromSeconds(180);
        if (!await job.WatchAsync(work, runTime, RqInterruption.TimedOut, _options.CancellationTime).ConfigureAwait(false))
        {
            _log.FunctionIgnoresCancellation(Name, job.Id);
        }

        switch (job.Interruption)
        {
            // A function that ended well all the same has done its work, unless RQ counts it as out of time or stopped.
            case RqInterruption.None:
            case RqInterruption.ShuttingDown or RqInterruption.TakenAway when work.IsCompletedSuccessfully:
                return await work.ConfigureAwait(false);
            case RqInterruption.TimedOut:
                throw new TimeoutException($"Task exceeded maximum timeout value ({runTime.TotalSeconds} seconds)");
            case RqInterruption.Stopped:
                throw new OperationCanceledException("Job stopped by user, work-horse terminated.");
            case RqInterruption.Killed:
                throw new OperationCanceledException("Work-horse terminated unexpectedly; it was killed by a command.");
            default:
                throw new OperationCanceledException("The worker was stopped.");
        }
    }

    private async Task FinishAsync(RqRunningJob job, byte[]? pickle, Dictionary<string, RedisValue> fields)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        RedisResult isTaken = await InsistAsync(
            RqScripts.Finish,
            RqFormat.Time(now),
            now.ToUnixTimeSeconds(),
            Name,
            job.Id,
            job.Queue,
            job.Seconds.ToString("F6", CultureInfo.InvariantCulture),
            RqFormat.Seconds(_options.ResultLifetime),
            pickle is null ? "" : Convert.ToBase64String(pickle),
            pickle is not null && _options.WritesResultIntoJob ? pickle : RedisValue.EmptyString).ConfigureAwait(false);
        if ((int)isTaken == 0)
        {
            _log.ResultDropped(Name, job.Id);
        }
        else if (_webhooks is not null)
        {
            await _webhooks.SendAsync(job.Id, fields, "finished", now, null).ConfigureAwait(false);
        }
    }

    private async Task FailAsync(RqRunningJob job, RqJobInfo info, Exception error, Dictionary<string, RedisValue> fields)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        if (job.Interruption == RqInterruption.ShuttingDown)
        {
            await InsistAsync(RqScripts.RequeueStarted, RqFormat.Time(now), Name, job.Id, job.Queue).ConfigureAwait(false);
            _log.JobPutBack(Name, job.Id);
            return;
        }

        string traceback = job.Interruption is RqInterruption.Stopped or RqInterruption.Killed ? error.Message : PythonTraceback.Of(error);
        RedisResult end = await InsistAsync(
            RqScripts.Fail,
            RqFormat.Time(now),
            now.ToUnixTimeSeconds(),
            Name,
            job.Id,
            job.Queue,
            job.Seconds.ToString("F6", CultureInfo.InvariantCulture),
            job.Interruption == RqInterruption.Stopped ? 1 : 0,
            Convert.ToBase64String(ZlibPayload.Compress(System.Text.Encoding.UTF8.GetBytes(traceback)))).ConfigureAwait(false);
        _log.JobFailed(Name, job.Id, info.Description, (string?)end ?? "", error);
        if (_webhooks is not null && (string?)end == "failed")
        {
            await _webhooks.SendAsync(job.Id, fields, "failed", now, traceback).ConfigureAwait(false);
        }
    }

    // A result is not given up because Redis is away for a while: the scripts notice what is told twice.
    private async Task<RedisResult> InsistAsync(string script, params RedisValue[] arguments)
    {
        DateTimeOffset end = DateTimeOffset.UtcNow + Patience + TimeSpan.FromMinutes(1);
        while (true)
        {
            try
            {
                return await _database.RunAsync(script, arguments).ConfigureAwait(false);
            }
            catch (Exception error) when (RqWorkerLog.IsPassingTrouble(error) && DateTimeOffset.UtcNow < end)
            {
                _log.RedisFailed(Name, error.Message);
                await Task.Delay(ReconnectPause).ConfigureAwait(false);
            }
        }
    }

    private static async Task PauseAsync(TimeSpan time, CancellationToken stopping)
    {
        try
        {
            await Task.Delay(time, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The caller looks.
        }
    }
}
