using Pickling.Mapping;
using Pickling.Model;
using Pickling.Workers;

namespace Pickling.Celery;

/// <summary>A task that was sent: its state and its result.</summary>
public sealed class CeleryTask
{
    private const int FirstPollMilliseconds = 2;

    private readonly CeleryClient _client;
    private readonly ICeleryResultSource _backend;
    private readonly CeleryOptions _options;
    private readonly CallPickler _pickler;
    private readonly bool _isIgnored;

    internal CeleryTask(CeleryClient client, ICeleryResultSource backend, string id, CeleryOptions options, CallPickler pickler, bool isIgnored = false)
    {
        _isIgnored = isIgnored;
        _client = client;
        _backend = backend;
        _options = options;
        _pickler = pickler;
        Id = id;
    }

    /// <summary>Its id.</summary>
    public string Id { get; }

    /// <summary>Its state; pending also when nothing is known of it.</summary>
    public async Task<CeleryState> GetStateAsync()
    {
        using PickleDocument? meta = await LookAsync().ConfigureAwait(false);
        return meta is null ? CeleryState.Pending : StateOf(meta);
    }

    /// <summary>Waits until it has ended, and gives what it returned.</summary>
    /// <typeparam name="T">The type of the result; <c>object</c> for whatever it is.</typeparam>
    /// <param name="patience">How long to wait; null for as long as it takes, which for a task that was lost is for ever.</param>
    /// <param name="cancellationToken">Ends the waiting; the task goes on.</param>
    /// <exception cref="CeleryTaskException">It failed or was revoked.</exception>
    /// <exception cref="InvalidOperationException">It was sent with <see cref="CeleryCall.IgnoresResult"/>, so that nobody keeps its end.</exception>
    /// <exception cref="TimeoutException">It has not ended in time.</exception>
    /// <exception cref="PickleException">Its result is no <typeparamref name="T"/>.</exception>
    public async Task<T?> GetResultAsync<T>(TimeSpan? patience = null, CancellationToken cancellationToken = default)
    {
        if (_isIgnored)
        {
            throw new InvalidOperationException($"Task {Id} was sent with {nameof(CeleryCall.IgnoresResult)}: nobody keeps its end, so there is nothing to wait for.");
        }

        long deadline = patience is { } time && time != Timeout.InfiniteTimeSpan ? Environment.TickCount64 + (long)time.TotalMilliseconds : long.MaxValue;
        var pause = TimeSpan.FromMilliseconds(FirstPollMilliseconds);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            CeleryState state = CeleryState.Pending;
            using (PickleDocument? meta = await LookAsync().ConfigureAwait(false))
            {
                if (meta is not null)
                {
                    state = StateOf(meta);
                    if (state == CeleryState.Success)
                    {
                        return _pickler.Read<T>(meta.Root["result"]);
                    }

                    if (state is CeleryState.Failure or CeleryState.Revoked)
                    {
                        throw ErrorOf(meta, state);
                    }
                }
            }

            if (Environment.TickCount64 >= deadline)
            {
                string hint = state == CeleryState.Pending ? ": no worker has told of it. Is there one for its queue, and does it accept pickle (accept_content)?" : ".";
                throw new TimeoutException($"Task {Id} has not ended within {patience}; it is {state}{hint}");
            }

            await _backend.WaitAsync(Id, pause, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < _options.ResultPollInterval ? pause * 2 : _options.ResultPollInterval;
        }
    }

    /// <summary>Tells all workers not to run it.</summary>
    /// <param name="terminates">Whether it is ended when it runs.</param>
    public Task RevokeAsync(bool terminates = false) => _client.RevokeAsync(Id, terminates);

    /// <summary>Deletes its result.</summary>
    /// <returns>False when there was none.</returns>
    public Task<bool> ForgetAsync() => _backend.ForgetAsync(Id);

    private async Task<PickleDocument?> LookAsync()
    {
        if (await _backend.LookAsync(Id).ConfigureAwait(false) is not { } meta)
        {
            return null;
        }

        if (meta.Length > _options.PayloadBytesMax)
        {
            throw new WorkerCallException($"The result of task {Id} is longer than {_options.PayloadBytesMax} bytes, which is the limit here.");
        }

        // No pickle begins with a brace: it is no opcode that stands at a beginning.
        return _pickler.Open(meta.Span is [(byte)'{', ..] ? CeleryJson.ToPickle(meta, $"result of task {Id}", _pickler) : meta);
    }

    private static CeleryState StateOf(PickleDocument meta) => meta.Root["status"].GetString() switch
    {
        "PENDING" => CeleryState.Pending,
        "RECEIVED" => CeleryState.Received,
        "STARTED" => CeleryState.Started,
        "SUCCESS" => CeleryState.Success,
        "FAILURE" => CeleryState.Failure,
        "RETRY" => CeleryState.Retry,
        "REVOKED" => CeleryState.Revoked,
        _ => CeleryState.Other,
    };

    private CeleryTaskException ErrorOf(PickleDocument meta, CeleryState state)
    {
        string? traceback = meta.Root.TryGet("traceback", out PickleElement text) && text.Kind == PickleValueKind.String ? text.GetString() : null;
        object? result = meta.Root["result"].GetNatural();
        PyExceptionInfo? error = result switch
        {
            // How JSON holds one.
            PyDict dict when dict.TryGetValue("exc_type", out object? type) => new PyExceptionInfo(
                $"{(dict.TryGetValue("exc_module", out object? module) ? module : "builtins")}.{type}",
                dict.TryGetValue("exc_message", out object? message) ? message is PyList list ? PyTuple.Create([.. list]) : PyTuple.Create(message) : PyTuple.Empty,
                [], [], traceback, null),
            PyObject thrown => Unwrap(Read(thrown), traceback),
            _ => null,
        };
        string what = error is null ? PyValue.Repr(result, 500) : $"{error.Type}: {error.Message}";
        return new CeleryTaskException(Id, state, error, $"Task {Id} {(state == CeleryState.Failure ? "failed" : "was revoked")}: {what}", traceback);
    }

    private static PyExceptionInfo? Read(PyObject thrown)
    {
        try
        {
            return PyValue.At<PyExceptionInfo>(thrown);
        }
        catch (PickleException)
        {
            // Not the form of an exception: its repr must do.
            return null;
        }
    }

    // celery/utils/serialization.py: what could not be pickled comes as (module, class, args, text).
    private static PyExceptionInfo? Unwrap(PyExceptionInfo? error, string? traceback) =>
        error is { Type: CeleryResults.WrapperName, Arguments: [string module, string name, var arguments, ..] }
            ? error with { Type = $"{module}.{name}", Arguments = arguments is IReadOnlyList<object?> list ? PyTuple.Create([.. list]) : PyTuple.Empty, Traceback = traceback }
            : error is null ? null : error with { Traceback = traceback };
}
