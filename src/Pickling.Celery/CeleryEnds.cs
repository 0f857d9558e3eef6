using Pickling.Mapping;
using Pickling.Model;
using Pickling.Workers;

namespace Pickling.Celery;

/// <summary>Tells the ends of tasks: results, what follows, parts of chords, acknowledgements; celery/backends/base.py, mark_as_done and its like.</summary>
internal sealed class CeleryEnds(string worker, ICeleryIntake intake, ICeleryResultStore backend, CeleryWorkerOptions options, CeleryEvents events, CeleryWorkerLog log, CallPickler pickler)
{
    private readonly CeleryChords _chords = new(backend, options, pickler);

    /// <summary>Reads what follows a task.</summary>
    /// <exception cref="WorkerCallException">Something in it cannot be done here.</exception>
    public CeleryFollowers ReadFollowers(CeleryRequest request, PickleElement embed) => new(request, embed, pickler, options.Celery, backend.CountsChords);

    /// <summary>Tells that a task runs; that it could not be told is no reason not to run it.</summary>
    public async Task StartAsync(CeleryRequest request)
    {
        try
        {
            PyDict where = new() { ["pid"] = (long)Environment.ProcessId, ["hostname"] = worker };
            if (OutcomeOf(request, "STARTED", where, null) is { } outcome)
            {
                await backend.StoreAsync(outcome, options.Celery.ResultLifetime).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (CeleryTrouble.Is(error))
        {
            log.BrokerFailed(worker, error.Message);
        }
    }

    /// <summary>Acknowledges a task before it runs.</summary>
    public Task AcknowledgeAsync(CeleryRequest request) => InsistAsync(request, () => intake.FinishAsync(request.Delivery, null, []));

    /// <summary>Puts a task back into its queue.</summary>
    public async Task PutBackAsync(CeleryRequest request)
    {
        await InsistAsync(request, async () =>
        {
            await intake.PutBackAsync(request.Delivery).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
        log.TaskPutBack(worker, request.Id);
    }

    /// <summary>Tells that a task is tried again.</summary>
    public async Task RetryAsync(CeleryRequest request, CeleryRetryException retry, CeleryMessage again)
    {
        CeleryOutcome? outcome = OutcomeOf(request, "RETRY", CeleryResults.Retry(retry), PythonTraceback.Of(retry));
        await InsistAsync(request, () => intake.FinishAsync(request.Delivery, outcome, [(request.Queue, again)])).ConfigureAwait(false);
        await events.TellAsync("task-retried", request, ("exception", retry.Message), ("traceback", PythonTraceback.Of(retry))).ConfigureAwait(false);
    }

    /// <summary>Ends a task that does not run to its end: it was revoked, or has expired.</summary>
    public Task RevokeAsync(CeleryRequest request, string reason) =>
        TellAsync(request, "REVOKED", CeleryResults.Revoked(reason), null, TryReadFollowers(request), null);

    /// <summary>Ends a task that failed, and the rest of its chain with it.</summary>
    public Task FailAsync(CeleryRequest request, object thrown, string traceback, CeleryFollowers? followers)
    {
        CeleryCanvas? canvas = null;
        try
        {
            canvas = followers?.AfterFailure();
        }
        catch (WorkerCallException error)
        {
            log.FollowersSkipped(worker, request.Id, error.Message);
        }

        return TellAsync(request, "FAILURE", thrown, traceback, followers, canvas);
    }

    /// <summary>Ends a task.</summary>
    public async Task TellAsync(CeleryRequest request, string state, object? result, string? traceback, CeleryFollowers? followers, CeleryCanvas? canvas)
    {
        CeleryOutcome? outcome = OutcomeOf(request, state, result, traceback, state == "SUCCESS" ? canvas?.Children : null);
        List<string> ended = [];
        bool isTold = await InsistAsync(request, async () =>
        {
            ended.Clear();
            List<(string Queue, CeleryMessage Message)> next = [];
            await AddAsync(next, canvas).ConfigureAwait(false);
            foreach (CelerySignature step in state == "FAILURE" && followers is not null ? followers.Chain : [])
            {
                // Who waits for the end of the chain is told too.
                if (step.Id is { } id)
                {
                    byte[] meta = CeleryResults.Write(id, step.Option("group_id") as string, request.Id, state, result, traceback, pickler);
                    await backend.StoreAsync(new CeleryOutcome(id, step.Option("reply_to") as string ?? "", meta), options.Celery.ResultLifetime).ConfigureAwait(false);
                }
            }

            foreach ((CelerySignature body, CeleryChordPart part) in PartsOf(request, state, followers))
            {
                if (await _chords.TellAsync(followers!, body, part, state, result).ConfigureAwait(false) is { } chord)
                {
                    await AddAsync(next, chord.Canvas).ConfigureAwait(false);
                    ended.Add(chord.Group);
                    if (chord.Failure is { } failure)
                    {
                        await backend.StoreAsync(failure, options.Celery.ResultLifetime).ConfigureAwait(false);
                    }
                }
            }

            return await intake.FinishAsync(request.Delivery, outcome, next).ConfigureAwait(false);
        }).ConfigureAwait(false);
        if (isTold && ended.Count > 0)
        {
            await ForgetAsync(ended).ConfigureAwait(false);
        }

        await TellEventAsync(request, state, result, traceback).ConfigureAwait(false);
    }

    private Task TellEventAsync(CeleryRequest request, string state, object? result, string? traceback) => state switch
    {
        _ when !events.TellsTasks => Task.CompletedTask,
        "SUCCESS" => events.TellAsync("task-succeeded", request, ("result", Describe(result)), ("runtime", request.RunTime)),
        "REVOKED" => events.TellAsync("task-revoked", request, ("terminated", request.IsActive), ("signum", null), ("expired", request.Expires < DateTimeOffset.UtcNow)),
        _ => events.TellAsync("task-failed", request, ("exception", DescribeError(result)), ("traceback", traceback)),
    };

    private static string DescribeError(object? thrown) => thrown is PyObject { Callable: PyGlobal { FullName: CeleryResults.WrapperName }, Arguments: [_, _, _, string text, ..] } ? text : Describe(thrown);

    // What has no repr of Python's, a program's own type, is told by its name.
    private static string Describe(object? value) => value is null or IPyValue or string or bool or int or long or double ? PyValue.Repr(value, 1024) : $"<{value.GetType().Name}>";

    private async Task AddAsync(List<(string Queue, CeleryMessage Message)> next, CeleryCanvas? canvas)
    {
        if (canvas is null)
        {
            return;
        }

        foreach (CeleryChordStart chord in canvas.Chords)
        {
            await backend.BeginChordAsync(chord, options.Celery.ResultLifetime).ConfigureAwait(false);
        }

        next.AddRange(canvas.Messages);
    }

    // The task itself, and when it failed, those behind it in its chain that will not run.
    private static IEnumerable<(CelerySignature Body, CeleryChordPart Part)> PartsOf(CeleryRequest request, string state, CeleryFollowers? followers)
    {
        if (followers is null)
        {
            yield break;
        }

        if (followers.Chord is not null && request.Message.Header("group") is { } group)
        {
            long? index = request.Message.Headers.TryGetValue("group_index", out object? at) ? at as long? : null;
            yield return (followers.Chord, new CeleryChordPart(request.Id, group, index));
        }

        foreach (CelerySignature step in state == "FAILURE" ? followers.Chain : [])
        {
            if (step.Option("chord") is { } chord && step.Option("group_id") is string stepGroup && step.Id is { } id)
            {
                yield return (CelerySignature.Read(chord), new CeleryChordPart(id, stepGroup, step.Option("group_index") as long?));
            }
        }
    }

    private CeleryFollowers? TryReadFollowers(CeleryRequest request)
    {
        try
        {
            using PickleDocument document = pickler.Open(request.Message.ReadPickle(options.Celery.PayloadBytesMax, pickler));
            return document.Root is { Kind: PickleValueKind.Tuple or PickleValueKind.List, Count: 3 } call ? ReadFollowers(request, call[2]) : null;
        }
        catch (Exception error) when (error is WorkerCallException or PickleException)
        {
            // It would not have run.
            log.FollowersSkipped(worker, request.Id, error.Message);
            return null;
        }
    }

    private CeleryOutcome? OutcomeOf(CeleryRequest request, string state, object? result, string? traceback, IReadOnlyList<object?>? children = null)
    {
        CeleryMessage message = request.Message;
        Dictionary<string, object?>? extension = !options.ExtendsResults ? null : new()
        {
            ["name"] = request.Task,
            ["args"] = request.Call?.Arguments,
            ["kwargs"] = request.Call?.Keywords,
            ["worker"] = worker,
            ["retries"] = message.HeaderNumber("retries"),
            ["queue"] = message.RoutingKey,
        };
        byte[] meta = CeleryResults.Write(request.Id, message.Header("group"), message.Header("parent_id"), state, result, traceback, pickler, children, extension);
        return message.HeaderFlag("ignore_result") ? null : new CeleryOutcome(request.Id, message.ReplyTo, meta);
    }

    private async Task ForgetAsync(List<string> chords)
    {
        try
        {
            foreach (string group in chords)
            {
                await backend.EndChordAsync(group).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (CeleryTrouble.Is(error))
        {
            // Then they go when their time is over.
            log.BrokerFailed(worker, error.Message);
        }
    }

    // An end is not given up because a server is away for a while; when it stays away, the message is delivered again.
    private async Task<bool> InsistAsync(CeleryRequest request, Func<Task<bool>> action)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await action().ConfigureAwait(false);
            }
            catch (Exception error) when (CeleryTrouble.Is(error))
            {
                if (attempt == 120 || !CeleryTrouble.IsPassing(error))
                {
                    log.EndLost(worker, request.Id, error.Message);
                    return false;
                }

                log.BrokerFailed(worker, error.Message);
                await Task.Delay(CeleryWorker.ReconnectPause).ConfigureAwait(false);
            }
        }
    }
}
