using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Pickling.Model;
using Pickling.Multiprocessing.Managers;

namespace Pickling.Multiprocessing;

/// <summary>Uses the objects that a Python manager shares: a <c>BaseManager</c> that has connected.</summary>
/// <remarks>
/// Calls may run at the same time: each takes a connection of its own, which is kept for the next. A call that waits in the
/// manager (<c>Queue.get</c>) keeps no other from going on.
/// </remarks>
public sealed class PickleManagerClient : IAsyncDisposable
{
    private static readonly PyGlobal RebuildProxy = new(ManagerToken.Module, "RebuildProxy");

    private readonly PickleConnectionOptions _options;
    private readonly ConcurrentBag<CallConnection> _idle = [];
    private int _connectionCount;
    private volatile bool _isDisposed;

    private PickleManagerClient(EndPoint address, PickleConnectionOptions options)
    {
        Address = address;
        _options = options;
    }

    /// <summary>Where the manager listens.</summary>
    public EndPoint Address { get; }

    // What the caller chose, without the proxies of connections.
    internal PickleOptions ValueOptions => _options.Pickle;

    /// <summary>Connects to a manager and asks whether it is one, as <c>BaseManager.connect</c> does.</summary>
    /// <param name="address">Where it listens, as for <see cref="PickleClient.ConnectAsync"/>.</param>
    /// <param name="options">The key, which every manager has, and how to dump and load.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="PickleAuthenticationException">The two keys differ.</exception>
    public static async Task<PickleManagerClient> ConnectAsync(EndPoint address, PickleConnectionOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(options);
        var client = new PickleManagerClient(address, options);
        await client.AskAsync("dummy", PyTuple.Empty, cancellationToken).ConfigureAwait(false);
        return client;
    }

    /// <summary>Makes a shared object of a type that the manager registers, such as <c>list</c> or <c>Queue</c>.</summary>
    /// <param name="typeId">The name under which the type is registered.</param>
    /// <param name="arguments">What its constructor takes.</param>
    /// <exception cref="PickleManagerException">The type is not registered, or its constructor raised an exception.</exception>
    public Task<PickleProxy> CreateAsync(string typeId, params ReadOnlySpan<object?> arguments) => CreateObjectAsync(typeId, PyTuple.Create([typeId, .. arguments]));

    /// <summary>Makes a shared object and gives it as an interface, whose methods call those of the same names in Python.</summary>
    /// <param name="typeId">The name under which the type is registered.</param>
    /// <param name="arguments">What its constructor takes.</param>
    /// <typeparam name="T">An interface, as for <see cref="PickleProxy.As{T}"/>; one that is disposable lets the object go so.</typeparam>
    /// <exception cref="PickleManagerException">The type is not registered, or its constructor raised an exception.</exception>
    [RequiresDynamicCode("The interface is implemented at run time. Call methods by PickleProxy.CallAsync instead.")]
    [RequiresUnreferencedCode("The members of the interface must be there at run time. Call methods by PickleProxy.CallAsync instead.")]
    public Task<T> CreateAsync<T>(string typeId, params ReadOnlySpan<object?> arguments)
        where T : class
    {
        return As(CreateAsync(typeId, arguments));

        static async Task<T> As(Task<PickleProxy> creating) => (await creating.ConfigureAwait(false)).As<T>();
    }

    /// <summary>How many objects the manager shares.</summary>
    public async Task<long> CountObjectsAsync(CancellationToken cancellationToken = default) =>
        PyValue.At<long>(await AskAsync("number_of_objects", PyTuple.Empty, cancellationToken).ConfigureAwait(false));

    /// <summary>The manager's own account of its objects and their reference counts, as text.</summary>
    public async Task<string> DescribeObjectsAsync(CancellationToken cancellationToken = default) =>
        PyValue.At<string>(await AskAsync("debug_info", PyTuple.Empty, cancellationToken).ConfigureAwait(false));

    /// <summary>Ends the manager's process.</summary>
    public async Task ShutdownAsync(CancellationToken cancellationToken = default) =>
        await AskAsync("shutdown", PyTuple.Empty, cancellationToken).ConfigureAwait(false);

    /// <summary>Closes the connections. Proxies that were not disposed stay counted in the manager.</summary>
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        while (_idle.TryTake(out CallConnection? idle))
        {
            await idle.Connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    internal async ValueTask<object?> CallObjectAsync(ManagerToken token, string method, PyTuple arguments, PyDict keywords, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        CallConnection caller = _idle.TryTake(out CallConnection? idle) ? idle : await OpenAsync(cancellationToken).ConfigureAwait(false);
        PickleConnection connection = caller.Connection;
        object? reply;
        try
        {
            await connection.SendAsync(PyTuple.Create(token.Id, method, arguments, keywords), cancellationToken).ConfigureAwait(false);
            reply = await connection.ReceiveAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // Its answer may still come: nobody else must take it for theirs.
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        PickleProxy[] arrived = [.. caller.Arrived];
        caller.Arrived.Clear();
        _idle.Add(caller);
        if (_isDisposed)
        {
            // Meanwhile, so that nobody else closes what was just given back.
            await DisposeAsync().ConfigureAwait(false);
        }

        foreach (PickleProxy proxy in arrived)
        {
            await AskAsync("incref", PyTuple.Create(proxy.Token.Id), cancellationToken).ConfigureAwait(false);
        }

        (object? value, bool isProxy) = ManagerReply.Open(reply);
        if (!isProxy)
        {
            return ManagerReply.WithoutView(value);
        }

        return value is PyTuple { Count: 2 } pair && pair[0] is PyTuple methods
            ? new PickleProxy(this, ManagerToken.From(pair[1]), [.. methods.OfType<string>()])
            : throw new PickleConnectionException($"The manager sent {PyValue.Repr(value, 200)} where a proxy is expected.");
    }

    internal async ValueTask ReleaseAsync(ManagerToken token)
    {
        if (_isDisposed)
        {
            return;
        }

        try
        {
            await AskAsync("decref", PyTuple.Create(token.Id), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException or TimeoutException)
        {
            // The manager is gone, and the object with it.
        }
    }

    // `create` counts one reference for the caller, which the proxy keeps.
    private async Task<PickleProxy> CreateObjectAsync(string typeId, PyTuple arguments)
    {
        object? result = await AskAsync("create", arguments, CancellationToken.None).ConfigureAwait(false);
        return result is PyTuple { Count: 2 } pair && pair[0] is string id && pair[1] is PyTuple methods
            ? new PickleProxy(this, new ManagerToken(typeId, ManagerToken.AddressOf(Address), id), [.. methods.OfType<string>()])
            : throw new PickleConnectionException($"The manager answered {PyValue.Repr(result, 200)} where an object's id is expected.");
    }

    // A question to the manager itself, each on a connection of its own, as Python does.
    private async Task<object?> AskAsync(string function, PyTuple arguments, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        PickleConnection connection = await PickleClient.ConnectAsync(Address, OptionsWith([]), cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            return await DispatchAsync(connection, function, arguments, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<CallConnection> OpenAsync(CancellationToken cancellationToken)
    {
        List<PickleProxy> arrived = [];
        PickleConnection connection = await PickleClient.ConnectAsync(Address, OptionsWith(arrived), cancellationToken).ConfigureAwait(false);
        try
        {
            string name = $"{AppDomain.CurrentDomain.FriendlyName}-{Interlocked.Increment(ref _connectionCount)}";
            await DispatchAsync(connection, "accept_connection", PyTuple.Create(name), cancellationToken).ConfigureAwait(false);
            return new CallConnection(connection, arrived);
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<object?> DispatchAsync(PickleConnection connection, string function, PyTuple arguments, CancellationToken cancellationToken)
    {
        await connection.SendAsync(PyTuple.Create(null, function, arguments, new PyDict()), cancellationToken).ConfigureAwait(false);
        return ManagerReply.Open(await connection.ReceiveAsync(cancellationToken).ConfigureAwait(false)).Value;
    }

    private PickleProxy Rebuild(PyObject call)
    {
        if (call.Arguments is not { Count: 4 } arguments)
        {
            throw new PickleException("RebuildProxy takes a class, a token, a serializer and a dict.");
        }

        PyTuple methods = arguments[3] is PyDict keywords && keywords.TryGetValue("exposed", out object? exposed) && exposed is PyTuple names ? names : PyTuple.Empty;
        return new PickleProxy(this, ManagerToken.From(arguments[1]), [.. methods.OfType<string>()]);
    }

    // The caller's options, and proxies both ways.
    private PickleConnectionOptions OptionsWith(List<PickleProxy> arrived)
    {
        var proxies = new PickleClass<PickleProxy>(RebuildProxy.Module, RebuildProxy.Name)
        {
            Reduce = static proxy => new PyObject(
                RebuildProxy,
                ProxyClass.Of(proxy.TypeId) is { } known
                    ? PyTuple.Create(known, proxy.Token.ToPython(), "pickle", new PyDict())
                    : PyTuple.Create(ProxyClass.Auto, proxy.Token.ToPython(), "pickle", new PyDict { ["exposed"] = PyTuple.Create([.. proxy.Methods]) }),
                PyConstruction.Reduce),
            Create = call =>
            {
                PickleProxy proxy = Rebuild(call);
                arrived.Add(proxy);
                return proxy;
            },
        };
        return _options with { Pickle = _options.Pickle with { TypeMap = _options.Pickle.TypeMap.Add(proxies) } };
    }

    /// <summary>A connection for calls, with the proxies of the result that it loads: the manager does not know yet that they are held here too.</summary>
    private sealed record CallConnection(PickleConnection Connection, List<PickleProxy> Arrived);
}
