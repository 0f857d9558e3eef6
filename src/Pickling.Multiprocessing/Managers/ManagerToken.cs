using System.Net;
using System.Net.Sockets;
using System.Text;
using Pickling.Model;

namespace Pickling.Multiprocessing.Managers;

/// <summary>Names a shared object of a manager: <c>multiprocessing.managers.Token</c>.</summary>
internal sealed record ManagerToken(string TypeId, object? Address, string Id)
{
    public const string Module = "multiprocessing.managers";

    private static readonly PyGlobal Class = new(Module, "Token");

    /// <summary>The token as Python pickles it: an object whose state is a tuple of the three.</summary>
    /// <param name="isForPython2">Whether to say the type as a str of Python 2, which has nothing else for a type's name.</param>
    public PyObject ToPython(bool isForPython2 = false) => new(Class, PyTuple.Empty, PyConstruction.NewObject)
    {
        State = PyTuple.Create(isForPython2 ? new PyByteString(Encoding.ASCII.GetBytes(TypeId)) : TypeId, Address, Id),
    };

    public static ManagerToken From(object? value) => value is PyObject { HasState: true, State: PyTuple { Count: 3 } state } token
        && Class.Equals(token.Global) && ManagerText.Of(state[0]) is { } type && ManagerText.Of(state[2]) is { } id
            ? new ManagerToken(type, state[1], id)
            : throw new PickleConnectionException($"The manager sent {PyValue.Repr(value, 200)} where a token is expected.");

    /// <summary>An address as Python says it: a tuple of host and port, or a path.</summary>
    public static object? AddressOf(EndPoint address) => address switch
    {
        IPEndPoint ip => PyTuple.Create(ip.Address.ToString(), (long)ip.Port),
        DnsEndPoint name => PyTuple.Create(name.Host, (long)name.Port),

        // One of Linux's abstract names, which .NET writes with an @ in front.
        UnixDomainSocketEndPoint path when path.Serialize() is { Size: > 2 } bytes && bytes[2] == 0 => "\0" + path.ToString()[1..],
        UnixDomainSocketEndPoint path => path.ToString(),
        _ => address.ToString(),
    };
}
