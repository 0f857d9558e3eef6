using Pickling.Workers;
using StackExchange.Redis;

namespace Pickling.Rq;

/// <summary>A queue of RQ, Python's Redis Queue: what is enqueued here is run by <c>rq worker</c>, or by <see cref="RqWorker"/>.</summary>
/// <remarks>Safe to use from several threads at once. Needs Redis 5 or later, as RQ's results do.</remarks>
public sealed class RqQueue
{
    // Jobs of one transaction: Redis serves no one else while it runs.
    private const int TransactionJobsMax = 250;

    private readonly IDatabase _database;
    private readonly RqOptions _options;
    private readonly CallPickler _pickler;

    /// <summary>Opens a queue; it need not exist.</summary>
    /// <param name="database">The connection, which stays the caller's.</param>
    /// <param name="name">Its name; RQ's own default is <c>default</c>.</param>
    /// <param name="options">How to pickle; null for <see cref="RqOptions.Default"/>.</param>
    public RqQueue(IDatabase database, string name = "default", RqOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentException.ThrowIfNullOrEmpty(name);
        _database = database;
        _options = options ?? RqOptions.Default;
        _pickler = new CallPickler(_options.Pickle, _options.Context);
        Name = name;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Enqueues a call with positional arguments.</summary>
    /// <param name="function">The function by its full name.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="PicklingException">An argument has no counterpart in Python.</exception>
    public Task<RqJob> EnqueueAsync(string function, params ReadOnlySpan<object?> arguments) => EnqueueAsync(new RqCall(function, arguments.ToArray()));

    /// <summary>Enqueues a call. It has been taken over by Redis, whole, when the task ends.</summary>
    /// <param name="call">The call.</param>
    /// <exception cref="PicklingException">An argument has no counterpart in Python.</exception>
    public async Task<RqJob> EnqueueAsync(RqCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        string id = IdOf(call);
        List<HashEntry> fields = RqJobFields.Of(call, Name, "queued", now, _pickler);
        if (call.DependsOn.Count > 0)
        {
            await EnqueueAfterAsync(call, id, fields, now).ConfigureAwait(false);
        }
        else
        {
            // One request and one answer, where a transaction has five of each.
            await _database.RunAsync(RqScripts.Enqueue, ArgumentsOf(call, id, fields)).ConfigureAwait(false);
        }

        return Find(id);
    }

    /// <summary>Enqueues many calls in few round trips, in their order; each transaction of 250 is taken over whole.</summary>
    /// <param name="calls">The calls; none may depend on another job.</param>
    public async Task<IReadOnlyList<RqJob>> EnqueueManyAsync(IEnumerable<RqCall> calls)
    {
        ArgumentNullException.ThrowIfNull(calls);
        List<RqJob> jobs = [];
        List<Task> sent = [];
        foreach (RqCall[] chunk in calls.Chunk(TransactionJobsMax))
        {
            ITransaction transaction = _database.CreateTransaction();
            DateTimeOffset now = DateTimeOffset.UtcNow;
            foreach (RqCall call in chunk)
            {
                if (call.DependsOn.Count > 0)
                {
                    throw new ArgumentException($"{call.Function} depends on other jobs: enqueue it by itself.", nameof(calls));
                }

                string id = IdOf(call);
                sent.Add(Add(transaction, call, id, RqJobFields.Of(call, Name, "queued", now, _pickler)));
                jobs.Add(Find(id));
            }

            sent.Add(transaction.ExecuteAsync());
        }

        await Task.WhenAll(sent).ConfigureAwait(false);
        return jobs;
    }

    /// <summary>Enqueues a call at a time: a scheduler (<c>rq worker --with-scheduler</c>, or a worker here) has to run by then.</summary>
    /// <param name="time">When; RQ counts whole seconds.</param>
    /// <param name="call">The call.</param>
    public async Task<RqJob> EnqueueAtAsync(DateTimeOffset time, RqCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        if (call.DependsOn.Count > 0)
        {
            throw new ArgumentException("RQ knows no job that waits for a time and for other jobs.", nameof(call));
        }

        string id = IdOf(call);
        ITransaction transaction = _database.CreateTransaction();
        Task added = Task.WhenAll(
            transaction.SetAddAsync(RqFormat.Queues, RqFormat.QueueKey(Name)),
            transaction.HashSetAsync(RqFormat.JobKey(id), [.. RqJobFields.Of(call, Name, "scheduled", DateTimeOffset.UtcNow, _pickler)]),
            transaction.SortedSetAddAsync(RqFormat.RegistryKey("scheduled", Name), id, time.ToUnixTimeSeconds()));
        await transaction.ExecuteAsync().ConfigureAwait(false);
        await added.ConfigureAwait(false);
        return Find(id);
    }

    /// <summary>Enqueues a call after some time.</summary>
    /// <param name="delay">How long from now.</param>
    /// <param name="call">The call.</param>
    public Task<RqJob> EnqueueInAsync(TimeSpan delay, RqCall call) => EnqueueAtAsync(DateTimeOffset.UtcNow + delay, call);

    /// <summary>A job by its id, whoever enqueued it; whether it exists shows when it is asked.</summary>
    /// <param name="id">The id.</param>
    public RqJob Find(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        return new RqJob(_database, id, _options, _pickler);
    }

    /// <summary>How many jobs wait in it.</summary>
    public Task<long> CountAsync() => _database.ListLengthAsync(RqFormat.QueueKey(Name));

    /// <summary>The ids of the jobs that wait in it, the next one first.</summary>
    /// <param name="start">How many to leave out.</param>
    /// <param name="count">How many at most.</param>
    public async Task<IReadOnlyList<string>> ListAsync(long start = 0, long count = 1_000) =>
        count <= 0 ? [] : [.. (await _database.ListRangeAsync(RqFormat.QueueKey(Name), start, start + count - 1).ConfigureAwait(false)).Select(id => (string)id!)];

    /// <summary>The ids of the jobs in one of RQ's registries of this queue, the oldest first.</summary>
    /// <param name="status">Started, finished, failed, deferred, scheduled or canceled.</param>
    /// <exception cref="ArgumentException">RQ keeps no registry of that status.</exception>
    public async Task<IReadOnlyList<string>> ListAsync(RqJobStatus status)
    {
        string kind = status switch
        {
            RqJobStatus.Started => "wip",
            RqJobStatus.Finished => "finished",
            RqJobStatus.Failed => "failed",
            RqJobStatus.Deferred => "deferred",
            RqJobStatus.Scheduled => "scheduled",
            RqJobStatus.Canceled => "canceled",
            _ => throw new ArgumentException($"RQ keeps no registry of jobs that are {status}.", nameof(status)),
        };
        RedisValue[] entries = await _database.SortedSetRangeByRankAsync(RqFormat.RegistryKey(kind, Name)).ConfigureAwait(false);
        return [.. entries.Select(entry => status == RqJobStatus.Started ? RqFormat.JobOf((string)entry!) : (string)entry!).Distinct()];
    }

    private static string IdOf(RqCall call)
    {
        ArgumentException.ThrowIfNullOrEmpty(call.Function, nameof(call));
        if (call.RunTime <= TimeSpan.Zero && call.RunTime != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentException($"{call.Function} is given no time to run; Timeout.InfiniteTimeSpan is any time.", nameof(call));
        }

        if (call.Lifetime <= TimeSpan.Zero)
        {
            throw new ArgumentException($"{call.Function} has a lifetime that is over before it begins.", nameof(call));
        }

        return call.Id ?? Guid.NewGuid().ToString();
    }

    private RedisValue[] ArgumentsOf(RqCall call, string id, List<HashEntry> fields)
    {
        const int Fixed = 4;
        var arguments = new RedisValue[Fixed + (2 * fields.Count)];
        (arguments[0], arguments[1]) = (Name, id);
        arguments[2] = call.IsAtFront ? 1 : 0;
        arguments[3] = call.Lifetime is { } lifetime ? RqFormat.Seconds(lifetime) : "";
        for (int i = 0; i < fields.Count; i++)
        {
            (arguments[Fixed + (2 * i)], arguments[Fixed + (2 * i) + 1]) = (fields[i].Name, fields[i].Value);
        }

        return arguments;
    }

    // To be awaited once the transaction has run: a command that Redis refuses on its own does not fail the whole.
    private Task Add(ITransaction transaction, RqCall call, string id, List<HashEntry> fields)
    {
        List<Task> commands =
        [
            transaction.SetAddAsync(RqFormat.Queues, RqFormat.QueueKey(Name)),
            transaction.HashSetAsync(RqFormat.JobKey(id), [.. fields]),
        ];
        if (call.Lifetime is { } lifetime)
        {
            commands.Add(transaction.KeyExpireAsync(RqFormat.JobKey(id), TimeSpan.FromSeconds(RqFormat.Seconds(lifetime))));
        }

        commands.Add(call.IsAtFront
            ? transaction.ListLeftPushAsync(RqFormat.QueueKey(Name), id)
            : transaction.ListRightPushAsync(RqFormat.QueueKey(Name), id));
        return Task.WhenAll(commands);
    }

    private Task<RedisResult> EnqueueAfterAsync(RqCall call, string id, List<HashEntry> fields, DateTimeOffset now)
    {
        List<RedisValue> arguments =
        [
            id,
            Name,
            call.IsAtFront ? 1 : 0,
            now.ToUnixTimeSeconds(),
            call.Lifetime is { } lifetime ? RqFormat.Seconds(lifetime) : "",
            call.DependsOn.Count,
            .. call.DependsOn.Select(dependency => (RedisValue)dependency),
        ];
        foreach (HashEntry field in fields)
        {
            arguments.Add(field.Name);
            arguments.Add(field.Value);
        }

        return _database.RunAsync(RqScripts.EnqueueAfter, [.. arguments]);
    }
}
