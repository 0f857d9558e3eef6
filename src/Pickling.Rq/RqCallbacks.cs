using System.Collections.ObjectModel;
using Pickling.Mapping;
using Pickling.Workers;
using StackExchange.Redis;

namespace Pickling.Rq;

/// <summary>The functions that a job names to be called at its end: <c>on_success</c>, <c>on_failure</c> and <c>on_stopped</c> of rq/job.py.</summary>
internal sealed class RqCallbacks
{
    // rq/defaults.py, CALLBACK_TIMEOUT; newer versions write a time of the job's own beside each name.
    private static readonly TimeSpan RunTimeDefault = TimeSpan.FromSeconds(60);

    private static readonly PythonKeywords NoKeywords = new(ReadOnlyDictionary<string, object?>.Empty);

    private readonly Callback? _success;
    private readonly Callback? _failure;
    private readonly Callback? _stopped;
    private readonly CallPickler _pickler;
    private readonly TimeSpan _cancellationTime;

    /// <summary>Finds them.</summary>
    /// <exception cref="WorkerCallException">One is not registered: such a job must not run, for its end could not be told.</exception>
    public RqCallbacks(IReadOnlyDictionary<string, RedisValue> fields, WorkerFunctions functions, CallPickler pickler, TimeSpan cancellationTime)
    {
        _success = Find(fields, functions, "success");
        _failure = Find(fields, functions, "failure");
        _stopped = Find(fields, functions, "stopped");
        _pickler = pickler;
        _cancellationTime = cancellationTime;
    }

    /// <summary>Makes what a function may know about the job.</summary>
    /// <param name="function">The function's name.</param>
    /// <param name="error">What ended the job, if it failed.</param>
    /// <param name="cancellationToken">Cancelled when the function's time is up.</param>
    public delegate RqJobContext ContextOf(string function, Exception? error, CancellationToken cancellationToken);

    /// <summary>Calls the one for success with the job's result. What it throws fails the job, as in RQ.</summary>
    /// <param name="contextOf">Makes what it may know about the job.</param>
    /// <param name="result">What the function returned.</param>
    public async Task SucceededAsync(ContextOf contextOf, object? result)
    {
        if (_success is not null)
        {
            // By way of its pickle, as everything that a function is given: the parameter's type may be another one.
            await RunAsync(_success, contextOf, new PythonTuple([result]), null).ConfigureAwait(false);
        }
    }

    /// <summary>Calls the one for failure, or for a user's stop. What it throws takes the place of the job's own error, as in RQ.</summary>
    /// <param name="contextOf">Makes what it may know about the job.</param>
    /// <param name="error">What ended it.</param>
    /// <param name="interruption">Why it was interrupted, if it was: in RQ a job whose process is killed calls nothing.</param>
    public async Task FailedAsync(ContextOf contextOf, Exception error, RqInterruption interruption)
    {
        Callback? callback = interruption switch
        {
            RqInterruption.None or RqInterruption.TimedOut => _failure,
            RqInterruption.Stopped => _stopped,
            _ => null,
        };
        if (callback is not null)
        {
            await RunAsync(callback, contextOf, new PythonTuple([]), error).ConfigureAwait(false);
        }
    }

    private async Task RunAsync(Callback callback, ContextOf contextOf, PythonTuple arguments, Exception? error)
    {
        using var running = new RqRunningJob(callback.Function.Name, "");
        using PickleDocument document = _pickler.Open(_pickler.Dumps(new PythonTuple([arguments, NoKeywords])));
        object?[] bound = callback.Function.Bind(document.Root[0], document.Root[1], contextOf(callback.Function.Name, error, running.Token), _pickler);
        Task<object?> work = Task.Run(() => callback.Function.InvokeAsync(bound), CancellationToken.None);
        await running.WatchAsync(work, callback.RunTime, RqInterruption.TimedOut, _cancellationTime).ConfigureAwait(false);
        if (running.Interruption == RqInterruption.TimedOut && !work.IsCompletedSuccessfully)
        {
            throw new TimeoutException($"{callback.Function.Name} exceeded maximum timeout value ({callback.RunTime.TotalSeconds} seconds)");
        }

        await work.ConfigureAwait(false);
    }

    private static Callback? Find(IReadOnlyDictionary<string, RedisValue> fields, WorkerFunctions functions, string kind)
    {
        if (!fields.TryGetValue(kind + "_callback_name", out RedisValue name) || name.IsNullOrEmpty)
        {
            return null;
        }

        TimeSpan? given = fields.TryGetValue(kind + "_callback_timeout", out RedisValue seconds) ? RqFormat.ReadSeconds(seconds) : null;
        try
        {
            return new Callback(functions.Find((string)name!), given is { } time && time > TimeSpan.Zero ? time : RunTimeDefault);
        }
        catch (WorkerCallException error)
        {
            throw new WorkerCallException($"The job names the callback {name}, which cannot be called. {error.Message}");
        }
    }

    private sealed record Callback(WorkerFunction Function, TimeSpan RunTime);
}
