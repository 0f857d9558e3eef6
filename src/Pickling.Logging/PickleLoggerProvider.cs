using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Pickling.Model;

namespace Pickling.Logging;

/// <summary>
/// Sends what is logged to a Python socket server, as <c>logging.handlers.SocketHandler</c> does; Python makes records of it
/// with <c>logging.makeLogRecord</c>.
/// </summary>
/// <remarks>
/// Logging never waits for the network: records queue up to <see cref="PickleLoggerOptions.RecordsMax"/>, and the oldest are
/// dropped while the server is away. <see cref="Dropped"/> counts them. A server that closed its connection is noticed before
/// the next record goes there; what the system had already taken when a server died is lost with it, and nobody can count it.
/// </remarks>
[ProviderAlias("Pickle")]
public sealed class PickleLoggerProvider : ILoggerProvider, ISupportExternalScope
{
    private readonly PickleLoggerOptions _options;
    private readonly Channel<PyDict> _records;
    private readonly ConcurrentDictionary<string, PickleLogger> _loggers = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _sending;
    private long _dropped;

    // Of the task that sends alone.
    private LogServer? _server;

    /// <summary>Starts sending to a server.</summary>
    public PickleLoggerProvider(PickleLoggerOptions? options = null)
    {
        _options = options ?? new PickleLoggerOptions();
        var queue = new BoundedChannelOptions(_options.RecordsMax) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true };
        _records = Channel.CreateBounded<PyDict>(queue, _ => Interlocked.Increment(ref _dropped));
        _sending = Task.Run(SendAsync);
    }

    /// <summary>Records that were dropped: because the server was away for too long or when this was closed, or because they came after that.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    internal IExternalScopeProvider Scopes { get; private set; } = new LoggerExternalScopeProvider();

    /// <summary>The logger of a category, which becomes the record's <c>name</c>.</summary>
    public ILogger CreateLogger(string categoryName) => _loggers.GetOrAdd(categoryName, name => new PickleLogger(name, this));

    /// <summary>Where scopes come from.</summary>
    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => Scopes = scopeProvider;

    /// <summary>Sends what waits, for as long as <see cref="PickleLoggerOptions.CloseTimeout"/> allows, and closes.</summary>
    public void Dispose()
    {
        if (_records.Writer.TryComplete() && !_sending.Wait(_options.CloseTimeout))
        {
            _closing.Cancel();
            _sending.Wait();
        }
    }

    internal void Enqueue(PyDict record)
    {
        if (!_records.Writer.TryWrite(record))
        {
            // The provider is closed.
            Interlocked.Increment(ref _dropped);
        }
    }

    private async Task SendAsync()
    {
        PyDict? record = null;
        try
        {
            while (await _records.Reader.WaitToReadAsync(_closing.Token).ConfigureAwait(false))
            {
                while (_records.Reader.TryRead(out record))
                {
                    await SendAsync(record).ConfigureAwait(false);
                    record = null;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Closing took too long: what still waits is lost.
            Interlocked.Add(ref _dropped, record is null ? 0 : 1);
            while (_records.Reader.TryRead(out _))
            {
                Interlocked.Increment(ref _dropped);
            }
        }
        finally
        {
            _server?.Dispose();
        }
    }

    private async Task SendAsync(PyDict record)
    {
        while (true)
        {
            try
            {
                if (_server is { IsGone: true })
                {
                    CloseServer();
                }

                _server ??= await LogServer.ConnectAsync(_options, _closing.Token).ConfigureAwait(false);
                await _server.SendAsync(record, _closing.Token).ConfigureAwait(false);
                return;
            }
            catch (PicklingException)
            {
                // A value that no pickle holds: the record is lost, the next is not.
                Interlocked.Increment(ref _dropped);
                return;
            }
            catch (Exception error) when (error is SocketException or IOException)
            {
                CloseServer();
                await Task.Delay(_options.RetryDelay, _closing.Token).ConfigureAwait(false);
            }
        }
    }

    private void CloseServer()
    {
        _server?.Dispose();
        _server = null;
    }
}
