using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pickling.Workers;
using StackExchange.Redis;

namespace Pickling.Rq;

/// <summary>Runs jobs of RQ, Python's Redis Queue, with registered functions of this program.</summary>
/// <remarks>
/// <para>
/// To Python it is a worker as any other: <c>rq info</c> shows it with its state and counts, its jobs move through RQ's
/// registries, and RQ's commands (stop a job, shut down, suspend) reach it.
/// </para>
/// <para>
/// A job is taken by one script that marks it as started at the same time, so that it is always in a list where someone
/// looks: a worker that is killed loses none. It may run twice when its worker was silent for
/// <see cref="RqWorkerOptions.AbandonedAfter"/>.
/// </para>
/// </remarks>
public sealed class RqWorker
{
    // scheduler.py: seconds between two looks, and how long the lock outlives them.
    private const string Abandoned = "The job was abandoned: its worker gave no sign of life any more.";

    private static readonly TimeSpan SchedulerInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SchedulerLockTime = TimeSpan.FromSeconds(61);

    private readonly IConnectionMultiplexer _connection;
    private readonly WorkerFunctions _functions;
    private readonly RqWorkerOptions _options;
    private readonly IServiceProvider? _services;
    private readonly RqWorkerLog _log;
    private readonly HashSet<string> _scheduled = [];

    /// <summary>Makes a worker; it begins with <see cref="RunAsync"/>.</summary>
    /// <param name="connection">The connection, which stays the caller's.</param>
    /// <param name="functions">What it may run.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="logger">Told about failures; null for none.</param>
    /// <param name="services">Where the functions' services come from, in a scope for each job; null for none.</param>
    public RqWorker(
        IConnectionMultiplexer connection, WorkerFunctions functions, RqWorkerOptions? options = null, ILogger<RqWorker>? logger = null, IServiceProvider? services = null)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(functions);
        _options = options ?? new RqWorkerOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.Concurrency, 1, nameof(RqWorkerOptions.Concurrency));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.HeartbeatInterval, TimeSpan.FromMilliseconds(100), nameof(RqWorkerOptions.HeartbeatInterval));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.AbandonedAfter, _options.HeartbeatInterval, nameof(RqWorkerOptions.AbandonedAfter));
        if (_options.Queues.Count == 0)
        {
            throw new ArgumentException("A worker needs a queue.", nameof(options));
        }

        _connection = connection;
        _functions = functions;
        _services = services;
        _log = new RqWorkerLog(logger ?? (ILogger)NullLogger.Instance);
        Name = _options.Name ?? Guid.NewGuid().ToString("N");
    }

    /// <summary>Its name; with a concurrency above 1, RQ shows a worker <c>name-1</c>, <c>name-2</c> ... for each place.</summary>
    public string Name { get; }

    /// <summary>
    /// Works until it is cancelled. Then it takes no more jobs, lets those that run finish within
    /// <see cref="RqWorkerOptions.ShutdownTime"/>, and puts the others back into their queue.
    /// </summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        IDatabase database = _connection.GetDatabase();
        var pickler = new CallPickler(_options.Rq.Pickle, _options.Rq.Context);
        RqWorkerPlace[] places = [.. Enumerable.Range(1, _options.Concurrency)
            .Select(number => _options.Concurrency == 1 ? Name : $"{Name}-{number}")
            .Select(name => new RqWorkerPlace(name, database, _functions, _options, _services, _log, pickler))];
        ISubscriber subscriber = _connection.GetSubscriber();
        if (await EnterAsync(database, subscriber, places, cancellationToken).ConfigureAwait(false) is not { } address)
        {
            return;
        }

        _log.Started(Name, string.Join(", ", _options.Queues));
        using var ended = new CancellationTokenSource();
        Task upkeep = Task.WhenAll(
            EveryAsync(_options.HeartbeatInterval, () => Task.WhenAll(places.Select(place => place.HeartbeatAsync(address))), ended.Token),
            EveryAsync(_options.MaintenanceInterval, () => CleanAsync(database, pickler), ended.Token),
            _options.RunsScheduler ? EveryAsync(SchedulerInterval, () => ScheduleAsync(database), ended.Token) : Task.CompletedTask);
        try
        {
            Task work = Task.WhenAll(places.Select(place => Task.Run(() => place.RunAsync(cancellationToken), CancellationToken.None)));
            await EndAsync(work, places, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await upkeep.ConfigureAwait(false);
            await LeaveAsync(database, subscriber, places).ConfigureAwait(false);
            foreach (RqWorkerPlace place in places)
            {
                place.Dispose();
            }
        }
    }

    // A server that starts at the same time as its workers is waited for; null when the worker is stopped before that.
    private async Task<string?> EnterAsync(IDatabase database, ISubscriber subscriber, RqWorkerPlace[] places, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                string address = await FindAddressAsync(database).ConfigureAwait(false);
                foreach (RqWorkerPlace place in places)
                {
                    if (await place.FindNamesakeAsync().ConfigureAwait(false) is { } namesake)
                    {
                        _log.NameTaken(place.Name, namesake);
                    }

                    await place.RegisterAsync(address).ConfigureAwait(false);
                    await subscriber.SubscribeAsync(RqFormat.CommandChannel(place.Name), (_, command) => place.Obey(command.ToString())).ConfigureAwait(false);
                }

                return address;
            }
            catch (Exception error) when (RqWorkerLog.IsPassingTrouble(error))
            {
                _log.RedisFailed(Name, error.Message);
                await Task.Delay(SchedulerInterval, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return null;
    }

    private async Task EndAsync(Task work, RqWorkerPlace[] places, CancellationToken stopping)
    {
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (stopping.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), told))
        {
            await Task.WhenAny(work, told.Task).ConfigureAwait(false);
        }

        if (!work.IsCompleted && await Task.WhenAny(work, Task.Delay(_options.ShutdownTime, CancellationToken.None)).ConfigureAwait(false) != work)
        {
            foreach (RqWorkerPlace place in places)
            {
                place.Running?.Interrupt(RqInterruption.ShuttingDown);
            }
        }

        await work.ConfigureAwait(false);
    }

    private async Task LeaveAsync(IDatabase database, ISubscriber subscriber, RqWorkerPlace[] places)
    {
        try
        {
            foreach (RqWorkerPlace place in places)
            {
                await subscriber.UnsubscribeAsync(RqFormat.CommandChannel(place.Name)).ConfigureAwait(false);
                await place.UnregisterAsync().ConfigureAwait(false);
            }

            foreach (string queue in _scheduled)
            {
                await database.KeyDeleteAsync(SchedulerLock(queue)).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (RqWorkerLog.IsTroubleOfRedis(error))
        {
            _log.RedisFailed(Name, error.Message);
        }
    }

    private async Task CleanAsync(IDatabase database, CallPickler pickler)
    {
        string failure = Convert.ToBase64String(ZlibPayload.Compress(Encoding.UTF8.GetBytes(Abandoned)));
        foreach (string queue in _options.Queues)
        {
            DateTimeOffset now = DateTimeOffset.UtcNow;
            var abandoned = (string[]?)await database.RunAsync(
                RqScripts.Clean, RqFormat.Time(now), now.ToUnixTimeSeconds(), queue, _options.RequeuesAbandonedJobs ? 1 : 0, failure).ConfigureAwait(false);
            if (abandoned is { Length: > 0 })
            {
                _log.JobsAbandoned(queue, string.Join(", ", abandoned.Take(20)));
                await TellAbandonedAsync(database, abandoned, now, pickler).ConfigureAwait(false);
            }
        }
    }

    private async Task TellAbandonedAsync(IDatabase database, string[] jobs, DateTimeOffset now, CallPickler pickler)
    {
        if (_options.WebhookClient is not { } client)
        {
            return;
        }

        var webhooks = new RqWebhooks(client, Name, _options.Rq, pickler, _log);
        foreach (string id in jobs)
        {
            HashEntry[] entries = await database.HashGetAllAsync(RqFormat.JobKey(id)).ConfigureAwait(false);
            Dictionary<string, RedisValue> fields = entries.ToDictionary(entry => (string)entry.Name!, entry => entry.Value, StringComparer.Ordinal);

            // Others of them are tried again.
            if (fields.TryGetValue("status", out RedisValue status) && status == "failed")
            {
                await webhooks.SendAsync(id, fields, "failed", now, Abandoned).ConfigureAwait(false);
            }
        }
    }

    // One scheduler a queue, whichever program it is in: the lock is RQ's own.
    private async Task ScheduleAsync(IDatabase database)
    {
        string process = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        foreach (string queue in _options.Queues)
        {
            string name = SchedulerLock(queue);
            if (_scheduled.Contains(queue) && (string?)await database.StringGetAsync(name).ConfigureAwait(false) == process)
            {
                await database.KeyExpireAsync(name, SchedulerLockTime).ConfigureAwait(false);
            }
            else if (await database.StringSetAsync(name, process, SchedulerLockTime, When.NotExists).ConfigureAwait(false))
            {
                _scheduled.Add(queue);
            }
            else
            {
                _scheduled.Remove(queue);
                continue;
            }

            DateTimeOffset now = DateTimeOffset.UtcNow;
            await database.RunAsync(RqScripts.Schedule, RqFormat.Time(now), now.ToUnixTimeSeconds(), queue).ConfigureAwait(false);
        }
    }

    private static string SchedulerLock(string queue) => "rq:scheduler-lock:" + queue;

    // Now and then again; what Redis refuses while it is away is done the next time.
    private async Task EveryAsync(TimeSpan interval, Func<Task> action, CancellationToken ended)
    {
        while (true)
        {
            try
            {
                await action().ConfigureAwait(false);
            }
            catch (Exception error) when (RqWorkerLog.IsTroubleOfRedis(error))
            {
                _log.RedisFailed(Name, error.Message);
            }

            try
            {
                await Task.Delay(interval, ended).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    // As Redis sees this end.
    private static async Task<string> FindAddressAsync(IDatabase database)
    {
        try
        {
            string info = (string?)await database.ExecuteAsync("CLIENT", "INFO").ConfigureAwait(false) ?? "";
            return info.Split(' ').FirstOrDefault(part => part.StartsWith("addr=", StringComparison.Ordinal))?[5..] ?? "unknown";
        }
        catch (RedisServerException)
        {
            // Before Redis 6.2.
            return "unknown";
        }
    }
}
