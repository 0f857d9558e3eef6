using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Pickling.Model;
using Pickling.Multiprocessing.Managers;

namespace Pickling.Multiprocessing;

/// <summary>Uses the objects that a Python manager shares: a <c>BaseManager</c> that has connected.</summary>
/// <remarks>
/// Calls may run at the same time: each takes a connection of its own, which is kept for the next. A call that waits in the
/// manager (<c>Queue.get</c>) keeps no other from going on. What belongs to one caller, an <c>RLock</c> or a
/// <c>Condition</c>, is called by a <see cref="PickleManagerThread"/>.
/// </remarks>
public sealed class PickleManagerClient : IAsyncDisposable
{
    private static readonly PyGlobal RebuildProxy = new(ManagerToken.Module, "RebuildProxy");

    private readonly PickleConnectionOptions _options;
    private readonly ConcurrentBag<CallConnection> _idle = [];

    // All that are open, those of calls that wait among them.
    private readonly ConcurrentDictionary<PickleConnection, byte> _open = [];
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
    /// <param name="address">Where it listens, as for <see cref="PickleClient.ConnectAsync(EndPoint, PickleConnectionOptions?, CancellationToken)"/>.</param>
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
        ManagerReply.TextOf(await AskAsync("debug_info", PyTuple.Empty, cancellationToken).ConfigureAwait(false));

    /// <summary>Ends the manager's process.</summary>
    public async Task ShutdownAsync(CancellationToken cancellationToken = default) =>
        await AskAsync("shutdown", PyTuple.Empty, cancellationToken).ConfigureAwait(false);

    /// <summary>Begins what is one caller to the manager, as a thread of Python is: for <c>RLock</c> and <c>Condition</c>, which belong to one.</summary>
    public PickleManagerThread StartThread()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return new PickleManagerThread(this);
    }

    /// <summary>Closes the connections, and ends calls that wait. Proxies that were not disposed stay counted in the manager.</summary>
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        foreach ((PickleConnection connection, _) in _open)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    internal async ValueTask<object?> CallObjectAsync(ManagerToken token, IReadOnlyList<string> methods, string method, PyTuple arguments, PyDict keywords, CancellationToken cancellationToken)
    {
        CallConnection caller = await TakeAsync(cancellationToken).ConfigureAwait(false);
        CallReply reply;
        try
        {
            reply = await ExchangeAsync(caller, token, method, arguments, keywords, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!caller.IsClosed)
            {
                _idle.Add(caller);
            }
        }

        return await OpenReplyAsync(reply, token, methods, method, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>One question and its answer.</summary>
    internal async ValueTask<CallReply> ExchangeAsync(CallConnection caller, ManagerToken token, string method, PyTuple arguments, PyDict keywords, CancellationToken cancellationToken)
    {
        caller.Arrived.Clear();
        try
        {
            await caller.Connection.SendAsync(PyTuple.Create(token.Id, method, arguments, keywords), cancellationToken).ConfigureAwait(false);
            object? reply = await caller.Connection.ReceiveAsync(cancellationToken).ConfigureAwait(false);
            return new CallReply(reply, [.. caller.Arrived]);
        }
        catch (Exception error) when (error is not (PicklingException or PickleException))
        {
            // Its answer may still come: nobody else must take it for theirs. What cannot be dumped was not sent, and what
            // cannot be loaded was received.
            await CloseAsync(caller).ConfigureAwait(false);
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (error is EndOfStreamException)
            {
                throw new EndOfStreamException($"The manager at {Address} closed the connection instead of answering {method}(): it has ended, or was told to.", error);
            }

            throw;
        }
    }

    /// <summary>What an answer means; throws what Python raised.</summary>
    internal async ValueTask<object?> OpenReplyAsync(CallReply reply, ManagerToken token, IReadOnlyList<string> methods, string method, CancellationToken cancellationToken)
    {
        foreach (PickleProxy proxy in reply.Arrived)
        {
            await AskAsync("incref", PyTuple.Create(proxy.Token.Id), cancellationToken).ConfigureAwait(false);
        }

        (object? value, bool isProxy) = ManagerReply.Open(reply.Value, missing => Explain(missing, token, methods, method));
        if (!isProxy)
        {
            return ManagerReply.WithoutView(value);
        }

        return value is PyTuple { Count: 2 } pair && pair[0] is PyTuple names
            ? new PickleProxy(this, ManagerToken.From(pair[1]), ManagerText.AllOf(names))
            : throw new PickleConnectionException($"The manager sent {PyValue.Repr(value, 200)} where a proxy is expected.");
    }

    /// <summary>Opens a connection for calls.</summary>
    internal async ValueTask<CallConnection> OpenAsync(CancellationToken cancellationToken)
    {
        List<PickleProxy> arrived = [];
        PickleConnection connection = await ConnectAsync(arrived, cancellationToken).ConfigureAwait(false);
        try
        {
            string name = $"{AppDomain.CurrentDomain.FriendlyName}-{Interlocked.Increment(ref _connectionCount)}";
            await DispatchAsync(connection, "accept_connection", PyTuple.Create(name), null, cancellationToken).ConfigureAwait(false);
            return new CallConnection(connection, arrived);
        }
        catch
        {
            await CloseAsync(connection).ConfigureAwait(false);
            throw;
        }
    }

    internal async ValueTask CloseAsync(CallConnection caller)
    {
        caller.IsClosed = true;
        await CloseAsync(caller.Connection).ConfigureAwait(false);
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
        catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException or TimeoutException or PickleManagerException or PickleException or ObjectDisposedException)
        {
            // The manager is gone, or another one that does not know the object: there is nothing to let go any more.
        }
    }

    // `create` counts one reference for the caller, which the proxy keeps.
    private async Task<PickleProxy> CreateObjectAsync(string typeId, PyTuple arguments)
    {
        object? result = await AskAsync(
            "create", arguments, CancellationToken.None, missing => missing == typeId ? $"the manager registers no type {typeId}" : null).ConfigureAwait(false);
        return result is PyTuple { Count: 2 } pair && ManagerText.Of(pair[0]) is { } id && pair[1] is PyTuple methods
            ? new PickleProxy(this, new ManagerToken(typeId, ManagerToken.AddressOf(Address), id), ManagerText.AllOf(methods))
            : throw new PickleConnectionException($"The manager answered {PyValue.Repr(result, 200)} where an object's id is expected.");
    }

    // A question to the manager itself, each on a connection of its own, as Python does.
    private async Task<object?> AskAsync(string function, PyTuple arguments, CancellationToken cancellationToken, Func<string, string?>? explain = null)
    {
        PickleConnection connection = await ConnectAsync([], cancellationToken).ConfigureAwait(false);
        try
        {
            return await DispatchAsync(connection, function, arguments, explain, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (_isDisposed && error is not PickleManagerException)
        {
            throw new ObjectDisposedException(GetType().FullName, error);
        }
        finally
        {
            await CloseAsync(connection).ConfigureAwait(false);
        }
    }

    // A connection that is free, or a new one. A manager says nothing unasked, so what can be read there is the end.
    private async ValueTask<CallConnection> TakeAsync(CancellationToken cancellationToken)
    {
        while (_idle.TryTake(out CallConnection? idle))
        {
            if (!HasEnded(idle.Connection))
            {
                return idle;
            }

            await CloseAsync(idle).ConfigureAwait(false);
        }

        return await OpenAsync(cancellationToken).ConfigureAwait(false);
    }

    private static bool HasEnded(PickleConnection connection)
    {
        try
        {
            return connection.Poll();
        }
        catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            return true;
        }
    }

    private async ValueTask<PickleConnection> ConnectAsync(List<PickleProxy> arrived, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        PickleConnection connection = await PickleClient.ConnectAsync(Address, OptionsWith(arrived), cancellationToken).ConfigureAwait(false);
        _open[connection] = 0;
        if (_isDisposed)
        {
            // Meanwhile, so that nobody else closes it.
            await CloseAsync(connection).ConfigureAwait(false);
            throw new ObjectDisposedException(GetType().FullName);
        }

        return connection;
    }

    private async ValueTask CloseAsync(PickleConnection connection)
    {
        _open.TryRemove(connection, out _);
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<object?> DispatchAsync(PickleConnection connection, string function, PyTuple arguments, Func<string, string?>? explain, CancellationToken cancellationToken)
    {
        await connection.SendAsync(PyTuple.Create(null, function, arguments, new PyDict()), cancellationToken).ConfigureAwait(false);
        return ManagerReply.Open(await connection.ReceiveAsync(cancellationToken).ConfigureAwait(false), explain).Value;
    }

    // Python's managers say no more than KeyError when they do not find an object or a method.
    private static string? Explain(string missing, ManagerToken token, IReadOnlyList<string> methods, string method)
    {
        if (missing == token.Id)
        {
            return "the manager does not have this object any more: all proxies of it were let go, or the manager is another one than before";
        }

        string? others = methods.Count > 0 ? "; these may: " + string.Join(", ", methods.Distinct()) : null;
        return missing == method ? $"{token.TypeId} has no method {method} that may be called{others}" : null;
    }

    private PickleProxy Rebuild(PyObject call)
    {
        if (call.Arguments is not { Count: 4 } arguments)
        {
            throw new PickleException("RebuildProxy takes a class, a token, a serializer and a dict.");
        }

        PyTuple methods = arguments[3] is PyDict keywords && keywords.TryGetValue("exposed", out object? exposed) && exposed is PyTuple names ? names : PyTuple.Empty;
        return new PickleProxy(this, ManagerToken.From(arguments[1]), ManagerText.AllOf(methods));
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
}
