using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Pickling.Mapping;
using Pickling.Workers;

namespace Pickling.Celery;

/// <summary>Runs one task to its end, and tells that end.</summary>
internal sealed class CeleryTaskRunner(
    string worker, ICeleryIntake intake, WorkerFunctions functions, CeleryWorkerOptions options, IServiceProvider? services, CeleryWorkerLog log, CallPickler pickler)
{
    public async Task RunAsync(CeleryRequest request)
    {
        if (options.AcknowledgesEarly)
        {
            await FinishAsync(request, null, []).ConfigureAwait(false);
        }

        CeleryFollowers? followers = null;
        ReadOnlyMemory<byte>? pickle = null;
        try
        {
            request.Start();
            pickle = request.Message.ReadPickle(options.Celery.PayloadBytesMax, pickler);
            using PickleDocument document = pickler.Open(pickle.Value);
            PickleElement call = document.Root;
            if (call.Kind is not (PickleValueKind.Tuple or PickleValueKind.List) || call.Count != 3)
            {
                throw new WorkerCallException("The message's body is no (args, kwargs, embed).");
            }

            followers = new CeleryFollowers(request, call[2], pickler);
            object? result = await PerformAsync(request, call).ConfigureAwait(false);
            byte[] meta = CeleryResults.Write(request, "SUCCESS", result, null, pickler);
            await FinishAsync(request, meta, [.. followers.After(result)]).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // Whatever a function throws is its task's end and not the worker's.
            await EndAsync(request, error, followers, pickle).ConfigureAwait(false);
        }
    }

    /// <summary>Ends a task that does not run: it was revoked, or has expired.</summary>
    public Task RevokeAsync(CeleryRequest request, string reason) =>
        FinishAsync(request, CeleryResults.Write(request, "REVOKED", CeleryResults.Revoked(reason), null, pickler), []);

    /// <summary>Puts a task back into its queue.</summary>
    public async Task PutBackAsync(CeleryRequest request)
    {
        await InsistAsync(request, () => intake.PutBackAsync(request.Delivery)).ConfigureAwait(false);
        log.TaskPutBack(worker, request.Id);
    }

    private async Task<object?> PerformAsync(CeleryRequest request, PickleElement call)
    {
        WorkerFunction function = functions.Find(request.Task);
        AsyncServiceScope? scope = services?.CreateAsyncScope();
        try
        {
            var context = new CeleryTaskContext(request, scope?.ServiceProvider);
            object?[] arguments = function.Bind(call[0], call[1], context, pickler);
            return await WatchAsync(request, Task.Run(() => function.InvokeAsync(arguments))).ConfigureAwait(false);
        }
        finally
        {
            if (scope is { } used)
            {
                await used.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task<object?> WatchAsync(CeleryRequest request, Task<object?> work)
    {
        TimeSpan? limit = LimitOf(request);
        if (!await request.WatchAsync(work, limit ?? Timeout.InfiniteTimeSpan, CeleryInterruption.TimedOut, options.CancellationTime).ConfigureAwait(false))
        {
            log.FunctionIgnoresCancellation(worker, request.Id);
        }

        return request.Interruption switch
        {
            CeleryInterruption.None => await work.ConfigureAwait(false),
            CeleryInterruption.ShuttingDown when work.IsCompletedSuccessfully => await work.ConfigureAwait(false),
            CeleryInterruption.TimedOut => throw new TimeoutException($"TimeLimitExceeded({limit?.TotalSeconds}): the task ran for too long."),
            _ => throw new OperationCanceledException("The task was interrupted."),
        };
    }

    // The sooner of both limits: a token can be told once.
    private TimeSpan? LimitOf(CeleryRequest request)
    {
        double? limit = options.TimeLimit?.TotalSeconds;
        if (request.Message.Headers.TryGetValue("timelimit", out object? limits) && limits is IReadOnlyList<object?> list)
        {
            double[] given = [.. list.Where(item => item is long or double).Select(item => Convert.ToDouble(item, CultureInfo.InvariantCulture)).Where(item => item > 0)];
            limit = given.Length > 0 ? given.Min() : limit;
        }

        return limit is { } seconds ? TimeSpan.FromSeconds(Math.Min(seconds, 1e6)) : null;
    }

    private async Task EndAsync(CeleryRequest request, Exception error, CeleryFollowers? followers, ReadOnlyMemory<byte>? pickle)
    {
        switch (request.Interruption)
        {
            case CeleryInterruption.ShuttingDown when !options.AcknowledgesEarly:
                await PutBackAsync(request).ConfigureAwait(false);
                return;
            case CeleryInterruption.Revoked:
                await RevokeAsync(request, "terminated").ConfigureAwait(false);
                return;
        }

        if (error is CeleryRetryException retry && pickle is { } call)
        {
            CeleryMessage again = CeleryFormat.WriteRetry(request.Message, call, DateTimeOffset.UtcNow + retry.Delay);
            byte[] waiting = CeleryResults.Write(request, "RETRY", CeleryResults.Retry(retry), PythonTraceback.Of(error), pickler);
            await FinishAsync(request, waiting, [(request.Queue, again)]).ConfigureAwait(false);
            return;
        }

        log.TaskFailed(worker, request.Task, request.Id, error);
        var thrown = request.Interruption == CeleryInterruption.TimedOut ? CeleryResults.TimeUp(LimitOf(request) ?? TimeSpan.Zero) : CeleryResults.Exception(error);
        byte[] meta = CeleryResults.Write(request, "FAILURE", thrown, PythonTraceback.Of(error), pickler);
        await FinishAsync(request, meta, followers is null ? [] : [.. followers.AfterFailure()]).ConfigureAwait(false);
    }

    private Task FinishAsync(CeleryRequest request, byte[]? meta, IReadOnlyList<(string Queue, CeleryMessage Message)> next)
    {
        bool isWanted = meta is not null && !request.Message.HeaderFlag("ignore_result");
        return InsistAsync(request, () => intake.FinishAsync(request.Delivery, isWanted ? new CeleryOutcome(request, meta!) : null, next));
    }

    // An end is not given up because a server is away for a while; when it stays away, the message is delivered again.
    private async Task InsistAsync(CeleryRequest request, Func<Task> action)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                await action().ConfigureAwait(false);
                return;
            }
            catch (Exception error) when (CeleryTrouble.Is(error))
            {
                if (attempt == 120 || !CeleryTrouble.IsPassing(error))
                {
                    log.EndLost(worker, request.Id, error.Message);
                    return;
                }

                log.BrokerFailed(worker, error.Message);
                await Task.Delay(CeleryWorker.ReconnectPause).ConfigureAwait(false);
            }
        }
    }
}
