using System.IO.Pipes;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Pickling.Multiprocessing.Authentication;
using Pickling.Multiprocessing.Channels;

namespace Pickling.Multiprocessing;

/// <summary>Accepts connections: Python's <c>multiprocessing.connection.Listener</c>.</summary>
/// <remarks>
/// Handshakes run beside each other and beside the program, so that a peer that is slow, silent or hostile keeps no other
/// waiting; what is accepted has proved that it has the key. Peers that fail are dropped, and reported to
/// <see cref="PickleListenerOptions.Refused"/>.
/// </remarks>
public sealed class PickleListener : IDisposable, IAsyncDisposable
{
    private const int HandshakeStackBytes = 256 * 1024;

    private readonly Socket? _socket;
    private readonly PickleListenerOptions _options;
    private readonly string? _socketFile;
    private readonly SemaphoreSlim _places;
    private readonly Channel<PickleConnection> _accepted = Channel.CreateUnbounded<PickleConnection>();
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _accepting;
    private int _isClosed;

    /// <summary>Listens at an address.</summary>
    /// <param name="address">
    /// An <see cref="IPEndPoint"/> (port 0: the system chooses), a <see cref="DnsEndPoint"/> or a
    /// <see cref="UnixDomainSocketEndPoint"/> (a path that starts with <c>\0</c> is one of Linux's abstract names; a file is
    /// removed when the listener closes); on Windows also a <see cref="PickleNamedPipeEndPoint"/>.
    /// </param>
    /// <param name="options">Key, limits and how to dump and load; default <see cref="PickleListenerOptions.Default"/>.</param>
    /// <exception cref="SocketException">The address is in use or cannot be had.</exception>
    public PickleListener(EndPoint address, PickleListenerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        _options = options ?? PickleListenerOptions.Default;
        _places = new SemaphoreSlim(_options.HandshakesMax);
        if (address is PickleNamedPipeEndPoint pipe)
        {
            Address = pipe;
            _accepting = AcceptPipesAsync(pipe, NamedPipes.Offer(pipe));
            return;
        }

        address = Addresses.Resolve(address);
        _socket = address is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _socket.Bind(address);
            _socket.Listen(_options.Backlog);
        }
        catch (SocketException error)
        {
            _socket.Dispose();
            throw Addresses.CannotListen(address, error);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }

        Address = _socket.LocalEndPoint ?? address;

        // .NET writes an abstract name with an @ in front; only a name with a file behind it is one to remove.
        _socketFile = address is UnixDomainSocketEndPoint && File.Exists(address.ToString()) ? address.ToString() : null;
        _accepting = AcceptSocketsAsync(_socket);
    }

    /// <summary>Where it listens, with the port that the system chose.</summary>
    public EndPoint Address { get; }

    /// <summary>Listens on TCP, on the machine's own loopback address.</summary>
    /// <param name="port">The port; 0, the default, lets the system choose.</param>
    /// <param name="options">Key, limits and how to dump and load; default <see cref="PickleListenerOptions.Default"/>.</param>
    public static PickleListener OnLoopback(int port = 0, PickleListenerOptions? options = null) =>
        new(new IPEndPoint(IPAddress.Loopback, port), options);

    /// <summary>Waits for the next peer that has proved itself.</summary>
    /// <exception cref="ObjectDisposedException">The listener was closed.</exception>
    public PickleConnection Accept() => AcceptAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Waits for the next peer that has proved itself.</summary>
    /// <exception cref="ObjectDisposedException">The listener was closed.</exception>
    public async ValueTask<PickleConnection> AcceptAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            PickleConnection connection = await _accepted.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            _places.Release();
            return connection;
        }
        catch (ChannelClosedException error)
        {
            throw error.InnerException ?? new ObjectDisposedException(nameof(PickleListener));
        }
    }

    /// <summary>Stops listening and drops the peers that the program did not accept yet; accepted ones stay.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Stops listening and drops the peers that the program did not accept yet; accepted ones stay.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0)
        {
            return;
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        _socket?.Dispose();
        if (_socketFile is not null)
        {
            File.Delete(_socketFile);
        }

        await _accepting.ConfigureAwait(false);

        // A handshake that ends after this finds the channel closed and drops its connection.
        _accepted.Writer.TryComplete();
        while (_accepted.Reader.TryRead(out PickleConnection? connection))
        {
            connection.Dispose();
        }
    }

    private async Task AcceptSocketsAsync(Socket listening)
    {
        while (true)
        {
            Socket socket;
            try
            {
                await _places.WaitAsync(_closing.Token).ConfigureAwait(false);
                socket = await listening.AcceptAsync(_closing.Token).ConfigureAwait(false);
            }
            catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException || _closing.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException error)
            {
                // A peer that left before it was accepted, or a machine out of descriptors: both pass.
                _places.Release();
                Report(null, error);
                await Task.Delay(10).ConfigureAwait(false);
                continue;
            }

            Open(socket);
        }
    }

    private async Task AcceptPipesAsync(PickleNamedPipeEndPoint address, NamedPipeServerStream offered)
    {
        while (true)
        {
            try
            {
                await _places.WaitAsync(_closing.Token).ConfigureAwait(false);
                await offered.WaitForConnectionAsync(_closing.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                await offered.DisposeAsync().ConfigureAwait(false);
                return;
            }
            catch (IOException error)
            {
                // A client that left before it was accepted.
                _places.Release();
                Report(address, error);
                await offered.DisposeAsync().ConfigureAwait(false);
                offered = NamedPipes.Offer(address);
                continue;
            }

            NamedPipeServerStream connected = offered;
            offered = NamedPipes.Offer(address);
            _ = OpenPipeAsync(address, connected);
        }
    }

    private async Task OpenPipeAsync(PickleNamedPipeEndPoint address, NamedPipeServerStream pipe)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        deadline.CancelAfter(_options.HandshakeTimeout);

        // Off the accept loop; and whatever fails, a pipe whose client has left too, comes out in Finish.
        Task<PickleConnection> opening = Task.Run(() => Opening.ProveAsync(
            NamedPipes.Channel(pipe, _options.FrameBytesMax), address, _options, isListener: true, isAsync: true, deadline.Token));
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Finish(pipe, address, () => opening.GetAwaiter().GetResult());
    }

    // Each handshake has a thread to itself, as in Python, but never more than HandshakesMax: an asynchronous one would make the
    // socket known to .NET's event loop, which costs blocking calls on the connection half of their speed.
    private void Open(Socket socket)
    {
        if (_options.ServerTls is not null)
        {
            _ = OpenOverTlsAsync(socket);
        }
        else if (_options.AuthenticationKey is null)
        {
            Finish(socket, PeerOf(socket), () => Opening.AsListener(socket, _options, _closing.Token));
        }
        else
        {
            StartHandshake(socket);
        }
    }

    private void StartHandshake(Socket socket)
    {
        try
        {
            new Thread(() => Finish(socket, PeerOf(socket), () => Opening.AsListener(socket, _options, _closing.Token)), HandshakeStackBytes)
            {
                IsBackground = true,
                Name = "pickle handshake",
            }.Start();
        }
        catch (OutOfMemoryException error)
        {
            // The system has no thread left; that passes, and this peer may come again.
            socket.Dispose();
            _places.Release();
            Report(null, error);
        }
    }

    private async Task OpenOverTlsAsync(Socket socket)
    {
        // Off the accept loop, whatever the handshake does before it first waits.
        await Task.Yield();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        deadline.CancelAfter(_options.HandshakeTimeout);

        // Asked before: a handshake that fails closes the socket.
        EndPoint? peer = PeerOf(socket);
        Task<PickleConnection> opening = Opening.AsListenerOverTlsAsync(socket, _options, deadline.Token);
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Finish(socket, peer, () => opening.GetAwaiter().GetResult());
    }

    private static EndPoint? PeerOf(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint;
        }
        catch (SocketException)
        {
            // It has left already.
            return null;
        }
    }

    private void Finish(IDisposable transport, EndPoint? peer, Func<PickleConnection> open)
    {
        try
        {
            PickleConnection connection = open();
            if (!_accepted.Writer.TryWrite(connection))
            {
                connection.Dispose();
                _places.Release();
            }
        }
        catch (Exception error)
        {
            // Whatever a peer does must not end the listener.
            transport.Dispose();
            _places.Release();
            if (!_closing.IsCancellationRequested)
            {
                Report(peer, error is OperationCanceledException or TimeoutException ? new TimeoutException($"The handshake took longer than {_options.HandshakeTimeout}.", error) : error);
            }
        }
    }

    private void Report(EndPoint? peer, Exception error)
    {
        try
        {
            _options.Refused?.Invoke(peer, error);
        }
        catch (Exception)
        {
            // A report that fails must not end the listener either.
        }
    }
}
