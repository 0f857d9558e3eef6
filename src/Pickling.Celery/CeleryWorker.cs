using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pickling.Celery.RabbitMq;
using Pickling.Celery.Redis;
using Pickling.Workers;
using StackExchange.Redis;

namespace Pickling.Celery;

/// <summary>Runs tasks that Celery sends over Redis or RabbitMQ, with registered functions of this program.</summary>
/// <remarks>
/// <para>
/// To Python it is a worker as any other: <c>celery inspect</c> and <c>celery status</c> show it, revoking, chains, groups and
/// chords work.
/// </para>
/// <para>
/// A message is acknowledged after its result is kept, so a worker that is killed loses none: RabbitMQ delivers it again as soon
/// as the connection is gone, Redis after <see cref="CeleryWorkerOptions.VisibilityTimeout"/>.
/// </para>
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore holds nothing to give back: its wait handle is never asked for.")]
public sealed class CeleryWorker
{
    internal static readonly TimeSpan ReconnectPause = TimeSpan.FromSeconds(1);

    private readonly ICeleryIntake _intake;
    private readonly CeleryWorkerOptions _options;
    private readonly CeleryWorkerLog _log;
    private readonly CeleryPanel _panel;
    private readonly CeleryEvents _events;
    private readonly CeleryEnds _ends;
    private readonly CeleryTaskRunner _runner;
    private readonly SemaphoreSlim _places;
    private readonly ConcurrentDictionary<Task, byte> _tasks = [];
    private readonly Lock _takingGate = new();
    private CancellationTokenSource? _taking;
    private int _due;
    private int _waiting;

    /// <summary>Makes a worker whose broker is Redis; it begins with <see cref="RunAsync"/>, and can run once.</summary>
    /// <param name="broker">The database of <c>broker_url</c>; the connection stays the caller's.</param>
    /// <param name="functions">What it may run.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="backend">The database of <c>result_backend</c>; null for the same as the broker.</param>
    /// <param name="logger">Told about failures; null for none.</param>
    /// <param name="services">Where the functions' services come from, in a scope for each task; null for none.</param>
    public CeleryWorker(
        IDatabase broker, WorkerFunctions functions, CeleryWorkerOptions? options = null, IDatabase? backend = null, ILogger<CeleryWorker>? logger = null, IServiceProvider? services = null)
        : this(new RedisTransport(broker ?? throw new ArgumentNullException(nameof(broker))), new RedisBackend(backend ?? broker), functions, options, logger, services)
    {
    }

    /// <summary>Makes a worker whose broker is RabbitMQ; it begins with <see cref="RunAsync"/>, and can run once.</summary>
    /// <param name="broker">The server of <c>broker_url</c>; it stays the caller's.</param>
    /// <param name="functions">What it may run.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="backend">The database of <c>result_backend</c>; null for <c>rpc://</c>: results go back to who sent the task.</param>
    /// <param name="logger">Told about failures; null for none.</param>
    /// <param name="services">Where the functions' services come from, in a scope for each task; null for none.</param>
    public CeleryWorker(
        RabbitMqBroker broker, WorkerFunctions functions, CeleryWorkerOptions? options = null, IDatabase? backend = null, ILogger<CeleryWorker>? logger = null, IServiceProvider? services = null)
        : this(broker ?? throw new ArgumentNullException(nameof(broker)), backend is null ? new RpcAnswers(broker) : new RedisBackend(backend), functions, options, logger, services)
    {
    }

    private CeleryWorker(ICeleryTransport broker, ICeleryResultStore backend, WorkerFunctions functions, CeleryWorkerOptions? options, ILogger<CeleryWorker>? logger, IServiceProvider? services)
    {
        ArgumentNullException.ThrowIfNull(functions);
        _options = options ?? new CeleryWorkerOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.Concurrency, 1, nameof(CeleryWorkerOptions.Concurrency));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.HeartbeatInterval, TimeSpan.FromMilliseconds(50), nameof(CeleryWorkerOptions.HeartbeatInterval));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.VisibilityTimeout, _options.HeartbeatInterval * 2, nameof(CeleryWorkerOptions.VisibilityTimeout));
        if (_options.Queues.Count == 0)
        {
            throw new ArgumentException("A worker needs a queue.", nameof(options));
        }

        Name = _options.Name ?? $"dotnet-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..4]}@{Environment.MachineName}";
        var pickler = new CallPickler(_options.Celery.Pickle, _options.Celery.Context);
        _log = new CeleryWorkerLog(logger ?? (ILogger)NullLogger.Instance);
        _intake = broker.OpenIntake(Name, _options, backend, _log);
        _events = new CeleryEvents(Name, broker, _options, _log);
        _panel = new CeleryPanel(_intake, Name, _options, functions, pickler, _events, _log);
        _ends = new CeleryEnds(Name, _intake, backend, _options, _events, _log, pickler);
        _runner = new CeleryTaskRunner(Name, _ends, _events, functions, _options, services, _log, pickler);
        _places = new SemaphoreSlim(_options.Concurrency);
    }

    /// <summary>Its name in Celery's views.</summary>
    public string Name { get; }

    /// <summary>
    /// Works until it is cancelled, or told to shut down by a command. Then it takes no more tasks, lets those that run finish
    /// within <see cref="CeleryWorkerOptions.ShutdownTime"/>, and puts the others back into their queue.
    /// </summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var ended = new CancellationTokenSource();
        _panel.ShutdownRequested = stop.Cancel;
        if (!await EnterAsync(stop.Token).ConfigureAwait(false))
        {
            return;
        }

        _log.Started(Name, string.Join(", ", _options.Queues));
        Task upkeep = UpkeepAsync(ended.Token);
        Task heartbeat = TellAliveAsync(ended.Token);
        try
        {
            await TakeAllAsync(stop.Token).ConfigureAwait(false);
            await _intake.StopTakingAsync().ConfigureAwait(false);
            await EndAsync().ConfigureAwait(false);
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await upkeep.ConfigureAwait(false);
            await heartbeat.ConfigureAwait(false);
            _panel.ShutdownRequested = null;
            try
            {
                await _intake.LeaveAsync().ConfigureAwait(false);
            }
            catch (Exception error) when (CeleryTrouble.Is(error))
            {
                _log.BrokerFailed(Name, error.Message);
            }
        }
    }

    // A server that starts at the same time as its workers is waited for; false when the worker is stopped before that.
    private async Task<bool> EnterAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await _intake.EnterAsync(_panel.ReceiveAsync).ConfigureAwait(false);
                return true;
            }
            catch (Exception error) when (CeleryTrouble.IsPassing(error))
            {
                _log.BrokerFailed(Name, error.Message);
                await Task.Delay(ReconnectPause, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return false;
    }

    private async Task TakeAllAsync(CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await _places.WaitAsync(stopping).ConfigureAwait(false);
                bool isUsed = false;
                using CancellationTokenSource taking = CancellationTokenSource.CreateLinkedTokenSource(stopping);
                Announce(taking);
                try
                {
                    while (_panel.Requests.Count >= _options.ScheduledTasksMax + _options.Concurrency)
                    {
                        await Task.Delay(_options.PollInterval, taking.Token).ConfigureAwait(false);
                    }

                    isUsed = Receive(await _intake.TakeAsync(taking.Token).ConfigureAwait(false), stopping);
                }
                catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
                {
                    // The place goes to a task whose time has come.
                }
                finally
                {
                    Announce(null);
                    if (!isUsed)
                    {
                        _places.Release();
                    }
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    // Who takes holds a place while there is nothing to take; a task whose time comes needs one, and says so by ending that.
    private void Announce(CancellationTokenSource? taking)
    {
        lock (_takingGate)
        {
            _taking = taking;
            if (_due > 0)
            {
                _ = taking?.CancelAsync();
            }
        }
    }

    private async Task WaitForPlaceAsync(CancellationToken stopping)
    {
        Task place = _places.WaitAsync(stopping);
        lock (_takingGate)
        {
            _due++;
            _ = _taking?.CancelAsync();
        }

        try
        {
            await place.ConfigureAwait(false);
        }
        finally
        {
            lock (_takingGate)
            {
                _due--;
            }
        }
    }

    // Whether the message keeps the place that it was given.
    private bool Receive(CeleryDelivery delivery, CancellationToken stopping)
    {
        CeleryRequest request;
        try
        {
            request = new CeleryRequest(delivery, _options.TimeZone);
        }
        catch (WorkerCallException error)
        {
            // As kombu does with what it cannot decode: it would come back for ever.
            _log.MessageDropped(Name, delivery.Queue, error.Message);
            Track(_intake.DropAsync(delivery));
            return false;
        }

        _panel.Requests[request] = request.Eta;
        _ = _events.TellReceivedAsync(request);
        if (request.Eta is { } time && time > DateTimeOffset.UtcNow)
        {
            Track(WaitAndRunAsync(request, time, stopping));
            return false;
        }

        Track(RunAndReleaseAsync(request));
        return true;
    }

    private async Task WaitAndRunAsync(CeleryRequest request, DateTimeOffset eta, CancellationToken stopping)
    {
        _intake.SetWaiting(Interlocked.Increment(ref _waiting));
        try
        {
            // Task.Delay counts at most 49 days.
            for (TimeSpan left = eta - DateTimeOffset.UtcNow; left > TimeSpan.Zero; left = eta - DateTimeOffset.UtcNow)
            {
                await Task.Delay(left < TimeSpan.FromDays(1) ? left : TimeSpan.FromDays(1), stopping).ConfigureAwait(false);
            }

            await WaitForPlaceAsync(stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await _ends.PutBackAsync(request).ConfigureAwait(false);
            _panel.Requests.TryRemove(request, out _);
            request.Dispose();
            return;
        }
        finally
        {
            _intake.SetWaiting(Interlocked.Decrement(ref _waiting));
        }

        await RunAndReleaseAsync(request).ConfigureAwait(false);
    }

    private async Task RunAndReleaseAsync(CeleryRequest request)
    {
        try
        {
            if (_panel.IsRevoked(request.Id))
            {
                await _ends.RevokeAsync(request, "revoked").ConfigureAwait(false);
            }
            else if (request.Expires < DateTimeOffset.UtcNow)
            {
                await _ends.RevokeAsync(request, "expired").ConfigureAwait(false);
            }
            else
            {
                _panel.Count(request.Task);
                await _runner.RunAsync(request).ConfigureAwait(false);
            }
        }
        finally
        {
            _panel.Requests.TryRemove(request, out _);
            request.Dispose();
            _places.Release();
        }
    }

    private void Track(Task task)
    {
        _tasks[task] = 0;
        task.ContinueWith(
            ended =>
            {
                _tasks.TryRemove(ended, out _);
                if (ended.Exception is { } error)
                {
                    _log.MessageDropped(Name, "", error.GetBaseException().Message);
                }
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }

    private async Task EndAsync()
    {
        Task all = Task.WhenAll(_tasks.Keys);
        if (await Task.WhenAny(all, Task.Delay(_options.ShutdownTime)).ConfigureAwait(false) != all)
        {
            foreach (CeleryRequest request in _panel.Requests.Keys)
            {
                request.Interrupt(CeleryInterruption.ShuttingDown);
            }
        }

        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task TellAliveAsync(CancellationToken ended)
    {
        await _panel.TellWorkerAsync("worker-online").ConfigureAwait(false);
        using var timer = new PeriodicTimer(CeleryEvents.HeartbeatInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(ended).ConfigureAwait(false))
            {
                await _panel.TellWorkerAsync("worker-heartbeat").ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            await _panel.TellWorkerAsync("worker-offline").ConfigureAwait(false);
        }
    }

    // Tells that the tasks at hand are still worked on, and puts back those of workers that died.
    private async Task UpkeepAsync(CancellationToken ended)
    {
        while (true)
        {
            try
            {
                await _intake.UpkeepAsync(_panel.Requests.Keys.Select(request => request.Delivery)).ConfigureAwait(false);
            }
            catch (Exception error) when (CeleryTrouble.Is(error))
            {
                _log.BrokerFailed(Name, error.Message);
            }

            try
            {
                await Task.Delay(_options.HeartbeatInterval, ended).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
