using System.Collections.Concurrent;
using System.Net;
using Pickling.Model;
using Pickling.Multiprocessing.Managers;
using Pickling.Multiprocessing.Managers.Server;

namespace Pickling.Multiprocessing;

/// <summary>Shares .NET objects with Python: the server that Python's <c>BaseManager</c> connects to.</summary>
/// <remarks>
/// <para>
/// Python registers the same names without callables, connects, and calls: <c>Manager.register("Queue")</c>,
/// <c>manager.connect()</c>, <c>manager.Queue().put(1)</c>. Only types of <see cref="PickleManagerServerOptions.Types"/>
/// are made and only their methods are called; what a client sends is parsed after it has proved that it has the key.
/// </para>
/// <para>Exceptions of methods become Python's: a <see cref="KeyNotFoundException"/> is a <c>KeyError</c>, and so on.</para>
/// </remarks>
public sealed class PickleManagerServer : IAsyncDisposable
{
    private readonly PickleListener _listener;
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentDictionary<PickleConnection, Task> _sessions = [];
    private readonly TaskCompletionSource _shutdown = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _accepting;
    private readonly PickleOptions _python2Options;
    private int _isClosed;

    /// <summary>Listens at an address and serves.</summary>
    /// <param name="address">As for <see cref="PickleListener(EndPoint, PickleListenerOptions?)"/>.</param>
    /// <param name="options">What to share, and the key, which must be given.</param>
    /// <exception cref="ArgumentException">There is no key, or a method gives objects of a type that is not among the types.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The address is in use or cannot be had.</exception>
    public PickleManagerServer(EndPoint address, PickleManagerServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(options);
        if (options.AuthenticationKey is null)
        {
            throw new ArgumentException("A manager needs an AuthenticationKey: Python's clients always prove one.", nameof(options));
        }

        options.Types.Check();
        Options = options;
        Objects = new SharedObjects(options.ObjectsMax);
        LoadOptions = options.Pickle with { TypeMap = options.Pickle.TypeMap.Add(SharedProxies(isForPython2: false)) };
        _python2Options = LoadOptions with { Protocol = ManagerSession.LowestProtocol, TypeMap = options.Pickle.TypeMap.Add(SharedProxies(isForPython2: true)) };
        _listener = new PickleListener(address, options);
        PythonAddress = ManagerToken.AddressOf(_listener.Address);
        _accepting = AcceptLoopAsync();
    }

    /// <summary>Where it listens, with the port that the system chose.</summary>
    public EndPoint Address => _listener.Address;

    /// <summary>Complete when a client has ended the server, or it was disposed.</summary>
    public Task Completion => _shutdown.Task;

    /// <summary>How many objects clients count on.</summary>
    public int ObjectCount => Objects.Count;

    /// <summary>How many connections there are.</summary>
    public int ConnectionCount => _sessions.Count;

    internal PickleManagerServerOptions Options { get; }

    internal SharedObjects Objects { get; }

    // How requests are loaded: the caller's options, and proxies that come back.
    internal PickleOptions LoadOptions { get; }

    internal object? PythonAddress { get; }

    /// <summary>Listens on TCP, on the machine's own loopback address.</summary>
    /// <param name="port">The port; 0 lets the system choose.</param>
    /// <param name="options">What to share, and the key.</param>
    public static PickleManagerServer OnLoopback(int port, PickleManagerServerOptions options) => new(new IPEndPoint(IPAddress.Loopback, port), options);

    /// <summary>Waits until a client has ended the server, as Python's <c>serve_forever</c> does.</summary>
    public Task WaitForShutdownAsync(CancellationToken cancellationToken = default) => _shutdown.Task.WaitAsync(cancellationToken);

    /// <summary>Stops listening, and closes all connections once the calls that run are told to end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) != 0)
        {
            return;
        }

        await _closing.CancelAsync().ConfigureAwait(false);
        await _listener.DisposeAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
        foreach ((PickleConnection connection, _) in _sessions)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }

        await Task.WhenAll(_sessions.Values).ConfigureAwait(false);
        _shutdown.TrySetResult();
    }

    /// <summary>How answers are dumped for a peer that speaks a protocol.</summary>
    internal PickleOptions DumpOptions(int protocol) => protocol <= ManagerSession.LowestProtocol ? _python2Options
        : protocol == LoadOptions.Protocol ? LoadOptions
        : LoadOptions with { Protocol = protocol };

    internal void BeginShutdown() => _ = Task.Run(async () => await DisposeAsync().ConfigureAwait(false));

    private async Task AcceptLoopAsync()
    {
        while (true)
        {
            PickleConnection connection;
            try
            {
                connection = await _listener.AcceptAsync(_closing.Token).ConfigureAwait(false);
            }
            catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }

            if (_sessions.Count >= Options.ConnectionsMax)
            {
                Report(connection, new InvalidOperationException($"There are {Options.ConnectionsMax} connections, the most that ConnectionsMax lets in."));
                connection.Dispose();
                continue;
            }

            var registered = new TaskCompletionSource();
            _sessions[connection] = ServeAsync(connection, registered.Task);
            registered.SetResult();
        }
    }

    private async Task ServeAsync(PickleConnection connection, Task registered)
    {
        await registered.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            using var session = new ManagerSession(this, connection, _closing.Token);
            await session.RunAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // The end of a client's thread is no news, in the middle of a call either, and whatever one does must not end the server.
            if (error is not (EndOfStreamException or ObjectDisposedException or OperationCanceledException) && !_closing.IsCancellationRequested)
            {
                Report(connection, error);
            }
        }
        finally
        {
            connection.Dispose();
            _sessions.TryRemove(connection, out _);
        }
    }

    private void Report(PickleConnection connection, Exception error)
    {
        try
        {
            Options.Refused?.Invoke(connection.RemoteEndPoint, error);
        }
        catch (Exception)
        {
            // A report that fails must not end the server either.
        }
    }

    // A client's proxy of an object of ours comes back as that object; one of another manager stays what it is.
    private PickleClass<PickleSharedObject> SharedProxies(bool isForPython2) => new(ManagerToken.Module, "RebuildProxy")
    {
        Reduce = proxy =>
        {
            if (proxy.Entry is { } entry)
            {
                Objects.HandOut(entry);
            }

            return proxy.ToPython(isForPython2);
        },
        Create = call => new PickleSharedObject(Objects.Find(ManagerToken.From(call.Arguments is { Count: 4 } parts ? parts[1] : null).Id), call),
    };
}
