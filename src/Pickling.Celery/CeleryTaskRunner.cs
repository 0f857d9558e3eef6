using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Pickling.Mapping;
using Pickling.Workers;

namespace Pickling.Celery;

/// <summary>Runs one task to its end, and tells that end.</summary>
internal sealed class CeleryTaskRunner(
    string worker, CeleryEnds ends, CeleryEvents events, WorkerFunctions functions, CeleryWorkerOptions options, IServiceProvider? services, CeleryWorkerLog log, CallPickler pickler)
{
    public async Task RunAsync(CeleryRequest request)
    {
        if (options.AcknowledgesEarly)
        {
            await ends.AcknowledgeAsync(request).ConfigureAwait(false);
        }

        CeleryFollowers? followers = null;
        ReadOnlyMemory<byte>? pickle = null;
        try
        {
            request.Start();
            await events.TellAsync("task-started", request).ConfigureAwait(false);
            if (options.TracksStarted)
            {
                await ends.StartAsync(request).ConfigureAwait(false);
            }

            pickle = request.Message.ReadPickle(options.Celery.PayloadBytesMax, pickler);
            using PickleDocument document = pickler.Open(pickle.Value);
            PickleElement call = document.Root;
            if (call.Kind is not (PickleValueKind.Tuple or PickleValueKind.List) || call.Count != 3)
            {
                throw new WorkerCallException("The message's body is no (args, kwargs, embed).");
            }

            if (options.ExtendsResults)
            {
                request.Call = (call[0].GetNatural(), call[1].GetNatural());
            }

            followers = ends.ReadFollowers(request, call[2]);
            object? result = await PerformAsync(request, call).ConfigureAwait(false);
            await ends.TellAsync(request, "SUCCESS", result, null, followers, followers.After(result)).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // Whatever a function throws is its task's end and not the worker's.
            await EndAsync(request, error, followers, pickle).ConfigureAwait(false);
        }
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
                await ends.PutBackAsync(request).ConfigureAwait(false);
                return;
            case CeleryInterruption.Revoked:
                await ends.RevokeAsync(request, "terminated").ConfigureAwait(false);
                return;
        }

        if (error is CeleryRetryException retry && pickle is { } call)
        {
            CeleryMessage again = CeleryFormat.WriteRetry(request.Message, call, DateTimeOffset.UtcNow + retry.Delay);
            await ends.RetryAsync(request, retry, again).ConfigureAwait(false);
            return;
        }

        log.TaskFailed(worker, request.Task, request.Id, error);
        var thrown = request.Interruption == CeleryInterruption.TimedOut ? CeleryResults.TimeUp(LimitOf(request) ?? TimeSpan.Zero) : CeleryResults.Exception(error);
        await ends.FailAsync(request, thrown, PythonTraceback.Of(error), followers).ConfigureAwait(false);
    }
}
