using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;

namespace Pickling.Logging;

/// <summary>
/// Receives what Python programs log through <c>logging.handlers.SocketHandler</c>, and logs it: a connection handler of
/// Kestrel.
/// </summary>
/// <remarks>
/// <para>
/// Each record goes to the logger of its own name, with its level, its exception as <see cref="PythonLogException"/> and
/// all its attributes as structured state (<see cref="PythonLogRecord"/>).
/// </para>
/// <para>
/// The handler of Python has no authentication: whoever can connect can log. Listen on loopback or behind a firewall.
/// A record that is too long or cannot be read is reported as a warning of this class and skipped.
/// </para>
/// </remarks>
public sealed partial class PickleLogReceiver : ConnectionHandler
{
    // Names are kept as long as the program runs; those of modules and classes are far shorter.
    private const int NameLengthMax = 1_000;

    private readonly ILoggerFactory _loggers;
    private readonly ILogger _own;
    private readonly PickleLogReceiverOptions _options;
    private readonly ConcurrentDictionary<string, ILogger> _byName = new(StringComparer.Ordinal);

    /// <summary>Logs into the loggers of a factory.</summary>
    /// <param name="loggers">Where the loggers come from.</param>
    /// <param name="options">Limits; default as <see cref="PickleLogReceiverOptions"/> says.</param>
    public PickleLogReceiver(ILoggerFactory loggers, PickleLogReceiverOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(loggers);
        _loggers = loggers;
        _own = loggers.CreateLogger<PickleLogReceiver>();
        _options = options ?? new PickleLogReceiverOptions();
    }

    /// <summary>Serves one Python program until it closes its connection.</summary>
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var records = new RecordReader(connection.Transport.Input, _options);

        // Not ConnectionClosed: a program that has logged and gone has records here that were not read yet.
        CancellationToken stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        while (true)
        {
            try
            {
                Log(PythonLogRecord.From(Python2Texts.Decode(await records.LoadAsync(stopping).ConfigureAwait(false))));
            }
            catch (PickleException error)
            {
                RecordSkipped(_own, connection.RemoteEndPoint, error.Message);
            }
            catch (Exception error) when (error is EndOfStreamException or OperationCanceledException)
            {
                return;
            }
            catch (IOException error)
            {
                ConnectionDropped(_own, connection.RemoteEndPoint, error.Message);
                return;
            }
        }
    }

    private void Log(PythonLogRecord record)
    {
        if (!_byName.TryGetValue(record.Name, out ILogger? logger))
        {
            string name = _byName.Count < _options.CategoriesMax && record.Name.Length <= NameLengthMax ? record.Name : _options.OverflowCategory;
            logger = _byName.GetOrAdd(name, _loggers.CreateLogger);
        }

        logger.Log(record.Level, default, record, record.Exception, static (state, _) => state.Message);
    }

    [LoggerMessage(1, LogLevel.Warning, "A record from {Peer} was skipped: {Reason}")]
    private static partial void RecordSkipped(ILogger logger, object? peer, string reason);

    [LoggerMessage(2, LogLevel.Warning, "The connection from {Peer} was dropped: {Reason}")]
    private static partial void ConnectionDropped(ILogger logger, object? peer, string reason);
}
