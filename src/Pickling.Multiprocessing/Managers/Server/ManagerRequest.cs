using Pickling.Model;

namespace Pickling.Multiprocessing.Managers.Server;

/// <summary>What a client asks: <c>(id, method, args, kwds)</c>; the id is None where it asks the manager itself.</summary>
internal sealed record ManagerRequest(string ObjectId, string Method, PyTuple Arguments, PyDict Keywords, int Protocol)
{
    private const byte ProtocolOpcode = 0x80;

    public static ManagerRequest Read(byte[] message, PickleOptions options)
    {
        object? request = Pickle.Loads(message, options);
        return request is PyTuple { Count: 4 } parts && (parts[0] is null ? "" : ManagerText.Of(parts[0])) is { } id && ManagerText.Of(parts[1]) is { } method
            && TupleOf(parts[2]) is PyTuple arguments && parts[3] is PyDict keywords
                ? new ManagerRequest(id, method, arguments, keywords, ProtocolOf(message))
                : throw PythonErrors.Raise("ValueError", $"a request is (id, method, args, kwds), not {PyValue.Repr(request, 200)}");
    }

    /// <summary>The protocol of a pickle, which says what its sender reads.</summary>
    public static int ProtocolOf(ReadOnlySpan<byte> message) => message is [ProtocolOpcode, byte protocol, ..] ? protocol : 0;

    private static PyTuple? TupleOf(object? value) => value switch
    {
        PyTuple tuple => tuple,
        PyList list => PyTuple.Create([.. list]),
        _ => null,
    };
}
