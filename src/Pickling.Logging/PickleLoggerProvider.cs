using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Pickling.Model;
using Pickling.Multiprocessing;

namespace Pickling.Logging;

/// <summary>
/// Sends what is logged to a Python socket server, as <c>logging.handlers.SocketHandler</c> does; Python makes records of it
/// with <c>logging.makeLogRecord</c>.
/// </summary>
/// <remarks>
/// Logging never waits for the network: records queue up to <see cref="PickleLoggerOptions.RecordsMax"/>, and the oldest are
/// dropped while the server is away. <see cref="Dropped"/> counts them.
/// </remarks>
[ProviderAlias("Pickle")]
public sealed class PickleLoggerProvider : ILoggerProvider, ISupportExternalScope
{
    // Protocol 1, as SocketHandler.makePickle writes it; every Python reads it.
    private static readonly PickleOptions RecordOptions = PickleOptions.Default with { Protocol = 1 };

    private readonly PickleLoggerOptions _options;
    private readonly Channel<PyDict> _records;
    private readonly ConcurrentDictionary<string, PickleLogger> _loggers = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _sending;
    private long _dropped;

    /// <summary>Starts sending to a server.</summary>
    public PickleLoggerProvider(PickleLoggerOptions? options = null)
    {
        _options = options ?? new PickleLoggerOptions();
        var queue = new BoundedChannelOptions(_options.RecordsMax) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true };
        _records = Channel.CreateBounded<PyDict>(queue, _ => Interlocked.Increment(ref _dropped));
        _sending = Task.Run(SendAsync);
    }

    /// <summary>Records that were dropped because the server was away for too long.</summary>
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

    internal void Enqueue(PyDict record) => _records.Writer.TryWrite(record);

    private async Task SendAsync()
    {
        PickleStream? server = null;
        try
        {
            await foreach (PyDict record in _records.Reader.ReadAllAsync(_closing.Token).ConfigureAwait(false))
            {
                for (bool isSent = false; !isSent;)
                {
                    try
                    {
                        server ??= await PickleStream.ConnectAsync(_options.Host, _options.Port, RecordOptions, PickleStreamFraming.BigEndian32, _closing.Token).ConfigureAwait(false);
                        await server.DumpAsync(record, _closing.Token).ConfigureAwait(false);
                        isSent = true;
                    }
                    catch (PicklingException)
                    {
                        // A value that no pickle holds: the record is lost, the next is not.
                        Interlocked.Increment(ref _dropped);
                        isSent = true;
                    }
                    catch (Exception error) when (error is SocketException or IOException)
                    {
                        server?.Dispose();
                        server = null;
                        await Task.Delay(_options.RetryDelay, _closing.Token).ConfigureAwait(false);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Closing took too long: what still waits is lost.
        }
        finally
        {
            server?.Dispose();
        }
    }
}
