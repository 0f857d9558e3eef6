using System.Text;
using Pickling.Model;

namespace Pickling.Multiprocessing.Managers.Server;

/// <summary>Serves one connection: one question to the manager itself, or, after <c>accept_connection</c>, calls of objects.</summary>
internal sealed class ManagerSession(PickleManagerServer server, PickleConnection connection, CancellationToken closing) : IDisposable
{
    /// <summary>What Python 2.7 speaks, the lowest protocol of all managers.</summary>
    public const int LowestProtocol = 2;

    private const string AcceptConnection = "accept_connection";
    private const string Shutdown = "shutdown";

    private readonly CancellationTokenSource _gone = CancellationTokenSource.CreateLinkedTokenSource(closing);

    public async Task RunAsync()
    {
        byte[] message = await ReceiveFirstAsync().ConfigureAwait(false);
        int protocol = ManagerRequest.ProtocolOf(message);
        ManagerRequest? request = null;
        string kind;
        object? result;
        try
        {
            request = ManagerRequest.Read(message, server.LoadOptions);
            (kind, result) = (ManagerReply.Return, request.Method == AcceptConnection ? null : AskManager(request));
        }
        catch (Exception error)
        {
            (kind, result) = (ManagerReply.Traceback, PythonErrors.Text(error));
        }

        try
        {
            await SendAsync(kind, result, protocol).ConfigureAwait(false);
            if (request?.Method == AcceptConnection)
            {
                await ServeObjectsAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            if (request?.Method == Shutdown && kind == ManagerReply.Return)
            {
                server.BeginShutdown();
            }
        }
    }

    public void Dispose() => _gone.Dispose();

    // Who has proved itself and then says nothing must not stay.
    private async Task<byte[]> ReceiveFirstAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(closing);
        deadline.CancelAfter(server.Options.HandshakeTimeout);
        try
        {
            return await connection.ReceiveBytesAsync(cancellationToken: deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (!closing.IsCancellationRequested)
        {
            throw new TimeoutException($"The client asked nothing within {server.Options.HandshakeTimeout}.", error);
        }
    }

    // What Python's Server.public lists, but for accept_connection.
    private object? AskManager(ManagerRequest request)
    {
        PyTuple arguments = request.Arguments;
        switch (request.Method)
        {
            case "dummy":
                return null;
            case "create":
                return CreateObject(request);
            case "incref":
                server.Objects.Increment(IdIn(arguments));
                return null;
            case "decref":
                server.Objects.Decrement(IdIn(arguments));
                return null;
            case "get_methods":
                return MethodsOf(Entry(ManagerToken.From(arguments.Count > 0 ? arguments[0] : null).Id));
            case "number_of_objects":
                return server.Objects.Count;
            case "debug_info":
                return server.Objects.Describe();
            case Shutdown when server.Options.AllowShutdown:
                return null;
            case Shutdown:
                throw PythonErrors.Raise("PermissionError", "this manager does not let clients end it");
            default:
                throw PythonErrors.Raise("AssertionError", $"{PyValue.Repr(request.Method, 100)} unrecognized");
        }
    }

    private PyTuple CreateObject(ManagerRequest request)
    {
        if (request.Arguments is not [var name, ..] || ManagerText.Of(name) is not { } typeId)
        {
            throw PythonErrors.Raise("TypeError", "create() takes the name of a type");
        }

        PickleManagerType type = Type(typeId);
        SharedEntry entry = server.Objects.Add(type, type.Create(new PickleManagerCall(typeId, [.. request.Arguments.Skip(1)], request.Keywords, server.Options.Pickle, this, _gone.Token)));
        return PyTuple.Create(entry.Id, MethodsOf(entry));
    }

    private async Task ServeObjectsAsync()
    {
        Task<byte[]> next = ReceiveNext();
        while (true)
        {
            byte[] message = await next.ConfigureAwait(false);

            // A client waits for its answer before it asks again. What comes meanwhile is the end, and ends a call that waits.
            next = ReceiveNext();
            int protocol = ManagerRequest.ProtocolOf(message);
            string kind;
            object? value;
            try
            {
                (kind, value) = await CallObjectAsync(message).ConfigureAwait(false);
            }
            catch (Exception error) when (!_gone.IsCancellationRequested)
            {
                (kind, value) = (ManagerReply.Traceback, PythonErrors.Text(error));
            }

            try
            {
                await SendAsync(kind, value, protocol).ConfigureAwait(false);
            }
            catch (Exception error) when (error is PicklingException or ArgumentException)
            {
                await SendAsync(ManagerReply.Unserializable, PythonErrors.Text(error), protocol).ConfigureAwait(false);
            }
        }
    }

    private Task<byte[]> ReceiveNext()
    {
        Task<byte[]> receiving = connection.ReceiveBytesAsync(cancellationToken: closing).AsTask();
        if (!receiving.IsCompletedSuccessfully)
        {
            _ = receiving.ContinueWith(EndCalls, CancellationToken.None, TaskContinuationOptions.NotOnRanToCompletion, TaskScheduler.Default);
        }

        return receiving;
    }

    private void EndCalls(Task<byte[]> ended)
    {
        _ = ended.Exception;
        try
        {
            _gone.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The session ended by itself, and there is no call to end.
        }
    }

    // Exceptions of the method are an #ERROR, whatever is wrong with the question itself a #TRACEBACK.
    private async ValueTask<(string Kind, object? Value)> CallObjectAsync(byte[] message)
    {
        ManagerRequest request = ManagerRequest.Read(message, server.LoadOptions);
        SharedEntry entry = Entry(request.ObjectId);
        if (!entry.Type.Methods.TryGetValue(request.Method, out ManagerMethod? method))
        {
            return (ManagerReply.Return, Fallback(entry, request.Method));
        }

        object? result;
        try
        {
            var call = new PickleManagerCall(request.Method, request.Arguments, request.Keywords, server.Options.Pickle, this, _gone.Token);
            result = await method.Body(entry.Value, call).ConfigureAwait(false);
        }
        catch (Exception error) when (!_gone.IsCancellationRequested)
        {
            return (ManagerReply.Error, PythonErrors.Of(error));
        }

        if (method.ResultTypeId is null)
        {
            return (ManagerReply.Return, result);
        }

        if (result is null)
        {
            return (ManagerReply.Return, null);
        }

        PickleManagerType type = Type(method.ResultTypeId);
        object adopted = type.Adopt(result)
            ?? throw PythonErrors.Raise("TypeError", $"{request.Method}() of {entry.Type.TypeId} gave a {result.GetType().Name}, which is no {type.TypeId}");
        SharedEntry shared = server.Objects.Add(type, adopted);
        return (ManagerReply.Proxy, PyTuple.Create(MethodsOf(shared), new ManagerToken(type.TypeId, server.PythonAddress, shared.Id)));
    }

    // Python's Server.fallback_mapping: what every object answers, exposed or not.
    private static object? Fallback(SharedEntry entry, string method) => method switch
    {
        "#GETVALUE" => entry.Type.GetValue(entry.Value),
        "__str__" or "__repr__" => entry.Type.Represent(entry.Value),
        _ => throw PythonErrors.Raise(
            "AttributeError",
            $"method {PyValue.Repr(method, 100)} of {entry.Type.TypeId} is not exposed; these are: {string.Join(", ", entry.Type.MethodNames.Order(StringComparer.Ordinal))}"),
    };

    private static string IdIn(PyTuple arguments) => arguments is [var id] && ManagerText.Of(id) is { } text
        ? text
        : throw PythonErrors.Raise("TypeError", $"the id of an object is expected, not {PyValue.Repr(arguments, 100)}");

    private SharedEntry Entry(string id) => server.Objects.Find(id) ?? throw PythonErrors.Raise("KeyError", id);

    private PickleManagerType Type(string typeId) =>
        server.Options.Types.TryGet(typeId, out PickleManagerType? type) ? type : throw PythonErrors.Raise("KeyError", typeId);

    private static PyTuple MethodsOf(SharedEntry entry) => PyTuple.Create([.. entry.Type.MethodNames.Order(StringComparer.Ordinal)]);

    private ValueTask SendAsync(string kind, object? value, int requestProtocol)
    {
        int protocol = Math.Clamp(requestProtocol, LowestProtocol, Math.Max(server.LoadOptions.Protocol, LowestProtocol));

        // Python 2 insists on its str for the name of a type and for the text of an error.
        bool isForPython2 = protocol <= LowestProtocol;
        if (value is PyTuple { Count: 2 } pair && pair[1] is ManagerToken token)
        {
            value = PyTuple.Create(pair[0], token.ToPython(isForPython2));
        }
        else if (isForPython2 && kind is (ManagerReply.Traceback or ManagerReply.Unserializable) && value is string text)
        {
            value = new PyByteString(Encoding.ASCII.GetBytes(text));
        }

        return connection.SendBytesAsync(Pickle.Dumps(PyTuple.Create(kind, value), server.DumpOptions(protocol)), closing);
    }
}
