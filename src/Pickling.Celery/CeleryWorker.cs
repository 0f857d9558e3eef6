using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pickling.Workers;
using StackExchange.Redis;

namespace Pickling.Celery;

/// <summary>Runs tasks that Celery sends over Redis, with registered functions of this program.</summary>
/// <remarks>
/// <para>
/// To Python it is a worker as any other: <c>celery inspect</c> and <c>celery status</c> show it, revoking and chains work.
/// Chords are refused: their counting is Python's own.
/// </para>
/// <para>
/// A message is taken and kept as unacknowledged in one step, and acknowledged together with its result, so a worker that is
/// killed loses none: after <see cref="CeleryWorkerOptions.VisibilityTimeout"/> it is delivered again.
/// </para>
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "The semaphore holds nothing to give back: its wait handle is never asked for.")]
public sealed class CeleryWorker
{
    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan ReconnectPause = TimeSpan.FromSeconds(1);

    private readonly CeleryBroker _broker;
    private readonly CeleryWorkerOptions _options;
    private readonly CeleryWorkerLog _log;
    private readonly CeleryPanel _panel;
    private readonly CeleryTaskRunner _runner;
    private readonly SemaphoreSlim _places;
    private readonly ConcurrentDictionary<Task, byte> _tasks = [];

    /// <summary>Makes a worker; it begins with <see cref="RunAsync"/>, and can run once.</summary>
    /// <param name="broker">The database of <c>broker_url</c>; the connection stays the caller's.</param>
    /// <param name="functions">What it may run.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="backend">The database of <c>result_backend</c>; null for the same as the broker.</param>
    /// <param name="logger">Told about failures; null for none.</param>
    /// <param name="services">Where the functions' services come from, in a scope for each task; null for none.</param>
    public CeleryWorker(
        IDatabase broker, WorkerFunctions functions, CeleryWorkerOptions? options = null, IDatabase? backend = null, ILogger<CeleryWorker>? logger = null, IServiceProvider? services = null)
    {
        ArgumentNullException.ThrowIfNull(broker);
        ArgumentNullException.ThrowIfNull(functions);
        _options = options ?? new CeleryWorkerOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.Concurrency, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.HeartbeatInterval, TimeSpan.FromMilliseconds(50), nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.VisibilityTimeout, _options.HeartbeatInterval * 2, nameof(options));
        if (_options.Queues.Count == 0)
        {
            throw new ArgumentException("A worker needs a queue.", nameof(options));
        }

        Name = _options.Name ?? $"dotnet-{Environment.ProcessId}@{Environment.MachineName}";
        var pickler = new CallPickler(_options.Celery.Pickle, _options.Celery.Context);
        _broker = new CeleryBroker(broker, backend ?? broker);
        _log = new CeleryWorkerLog(logger ?? (ILogger)NullLogger.Instance);
        _panel = new CeleryPanel(_broker, Name, _options, functions, pickler, _log);
        _runner = new CeleryTaskRunner(Name, _broker, functions, _options, services, _log, pickler);
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
        await EnterAsync(stop.Token).ConfigureAwait(false);
        _log.Started(Name, string.Join(", ", _options.Queues));
        Task upkeep = UpkeepAsync(ended.Token);
        try
        {
            await TakeAllAsync(stop.Token).ConfigureAwait(false);
            await EndAsync().ConfigureAwait(false);
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await upkeep.ConfigureAwait(false);
            _panel.ShutdownRequested = null;
            try
            {
                await _panel.LeaveAsync().ConfigureAwait(false);
            }
            catch (Exception error) when (CeleryWorkerLog.IsTroubleOfRedis(error))
            {
                _log.RedisFailed(Name, error.Message);
            }
        }
    }

    // A server that starts at the same time as its workers is waited for.
    private async Task EnterAsync(CancellationToken stopping)
    {
        while (true)
        {
            try
            {
                await _panel.ListenAsync().ConfigureAwait(false);
                return;
            }
            catch (Exception error) when (CeleryWorkerLog.IsPassingTrouble(error))
            {
                _log.RedisFailed(Name, error.Message);
                await Task.Delay(ReconnectPause, stopping).ConfigureAwait(false);
            }
        }
    }

    private async Task TakeAllAsync(CancellationToken stopping)
    {
        TimeSpan pause = FirstPoll;
        try
        {
            while (true)
            {
                await _places.WaitAsync(stopping).ConfigureAwait(false);
                bool isUsed = false;
                try
                {
                    TimeSpan wait = pause;
                    try
                    {
                        if (_panel.Requests.Count < _options.ScheduledTasksMax + _options.Concurrency
                            && await _broker.TakeAsync(_options.Queues).ConfigureAwait(false) is { } taken)
                        {
                            pause = FirstPoll;
                            isUsed = Receive(taken.Queue, taken.Tag, taken.Message, stopping);
                            continue;
                        }

                        pause = pause * 2 < _options.PollInterval ? pause * 2 : _options.PollInterval;
                    }
                    catch (Exception error) when (CeleryWorkerLog.IsTroubleOfRedis(error))
                    {
                        _log.RedisFailed(Name, error.Message);
                        wait = ReconnectPause;
                    }

                    await Task.Delay(wait, stopping).ConfigureAwait(false);
                }
                finally
                {
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

    // Whether the message keeps the place that it was given.
    private bool Receive(string queue, string tag, byte[] bytes, CancellationToken stopping)
    {
        CeleryRequest request;
        try
        {
            request = new CeleryRequest(CeleryMessage.Read(bytes), queue, tag);
        }
        catch (WorkerCallException error)
        {
            // As kombu does with what it cannot decode: it would come back for ever.
            _log.MessageDropped(Name, queue, error.Message);
            if (tag.Length > 0)
            {
                Track(_broker.FinishAsync(tag, null, null, TimeSpan.Zero, []));
            }

            return false;
        }

        _panel.Requests[request] = request.Eta;
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
        try
        {
            // Task.Delay counts at most 49 days.
            for (TimeSpan left = eta - DateTimeOffset.UtcNow; left > TimeSpan.Zero; left = eta - DateTimeOffset.UtcNow)
            {
                await Task.Delay(left < TimeSpan.FromDays(1) ? left : TimeSpan.FromDays(1), stopping).ConfigureAwait(false);
            }

            await _places.WaitAsync(stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await _runner.PutBackAsync(request).ConfigureAwait(false);
            _panel.Requests.TryRemove(request, out _);
            request.Dispose();
            return;
        }

        await RunAndReleaseAsync(request).ConfigureAwait(false);
    }

    private async Task RunAndReleaseAsync(CeleryRequest request)
    {
        try
        {
            if (_panel.IsRevoked(request.Id))
            {
                await _runner.RevokeAsync(request, "revoked").ConfigureAwait(false);
            }
            else if (request.Expires < DateTimeOffset.UtcNow)
            {
                await _runner.RevokeAsync(request, "expired").ConfigureAwait(false);
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

    // Tells that the tasks at hand are still worked on, and puts back those of workers that died.
    private async Task UpkeepAsync(CancellationToken ended)
    {
        while (true)
        {
            try
            {
                await _broker.TouchAsync(_panel.Requests.Keys.Select(request => request.DeliveryTag)).ConfigureAwait(false);
                foreach (string tag in await _broker.FindAbandonedAsync(_options.VisibilityTimeout).ConfigureAwait(false))
                {
                    await RestoreAsync(tag).ConfigureAwait(false);
                }
            }
            catch (Exception error) when (CeleryWorkerLog.IsTroubleOfRedis(error))
            {
                _log.RedisFailed(Name, error.Message);
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

    private async Task RestoreAsync(string tag)
    {
        try
        {
            if (await _broker.RestoreAsync(tag).ConfigureAwait(false))
            {
                _log.MessageRestored(Name);
            }
        }
        catch (WorkerCallException error)
        {
            // Later again, so that it does not stand before those behind it.
            _log.RestoreFailed(Name, error.Message);
            await _broker.TouchAsync([tag]).ConfigureAwait(false);
        }
    }
}
