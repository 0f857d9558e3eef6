using System.Net.Sockets;
using Pickling.Model;
using Pickling.Multiprocessing;

namespace Pickling.Logging;

/// <summary>A connection to a Python socket server, which reads records and answers nothing.</summary>
internal sealed class LogServer : IDisposable
{
    // Protocol 1, as SocketHandler.makePickle writes it; every Python reads it.
    private static readonly PickleOptions RecordOptions = PickleOptions.Default with { Protocol = 1 };

    private readonly Socket _socket;
    private readonly PickleStream _records;

    private LogServer(Socket socket)
    {
        _socket = socket;
        _records = new PickleStream(new NetworkStream(socket, ownsSocket: true), RecordOptions, PickleStreamFraming.BigEndian32);
    }

    /// <summary>
    /// Whether the server has closed the connection. Sending alone would not tell: the system takes what nobody will read, and
    /// says so with the record after it.
    /// </summary>
    public bool IsGone
    {
        get
        {
            try
            {
                return _socket.Poll(0, SelectMode.SelectRead) && _socket.Available == 0;
            }
            catch (SocketException)
            {
                return true;
            }
        }
    }

    public static async Task<LogServer> ConnectAsync(PickleLoggerOptions options, CancellationToken cancellationToken)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(options.Host, options.Port, cancellationToken).ConfigureAwait(false);
            return new LogServer(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public ValueTask SendAsync(PyDict record, CancellationToken cancellationToken) => _records.DumpAsync(record, cancellationToken);

    public void Dispose() => _records.Dispose();
}
