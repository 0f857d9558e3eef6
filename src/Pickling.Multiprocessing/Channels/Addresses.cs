using System.Net;
using System.Net.Sockets;

namespace Pickling.Multiprocessing.Channels;

/// <summary>Addresses as people read them, and the system's errors about them, which do not say where and what to do.</summary>
internal static class Addresses
{
    /// <summary>The address as it was given: <c>localhost:5000</c>, a path, or <c>@name</c> for an abstract name.</summary>
    public static string NameOf(EndPoint address) => address is DnsEndPoint host ? $"{host.Host}:{host.Port}" : address.ToString() ?? "";

    /// <summary>An address to listen at: of a host by name the first of IPv4, as Python takes it, else the first.</summary>
    public static EndPoint Resolve(EndPoint address)
    {
        if (address is not DnsEndPoint host)
        {
            return address;
        }

        try
        {
            IPAddress[] found = Dns.GetHostAddresses(host.Host, host.AddressFamily);
            IPAddress? chosen = Array.Find(found, ip => ip.AddressFamily == AddressFamily.InterNetwork) ?? found.FirstOrDefault();
            return new IPEndPoint(chosen ?? throw new SocketException((int)SocketError.HostNotFound), host.Port);
        }
        catch (SocketException error)
        {
            throw Say(error, $"{NameOf(address)}: {error.Message}.");
        }
    }

    /// <summary>Why nothing can listen there.</summary>
    public static SocketException CannotListen(EndPoint address, SocketException error) => Say(error, (error.SocketErrorCode, address) switch
    {
        (SocketError.AddressAlreadyInUse, UnixDomainSocketEndPoint) when File.Exists(NameOf(address)) =>
            $"{NameOf(address)} is there already: another listener has it, or one that was killed left the file behind; then delete it.",
        (SocketError.AddressAlreadyInUse, _) => $"{NameOf(address)} is in use: another program listens there.",
        (SocketError.AddressNotAvailable, UnixDomainSocketEndPoint) => $"{NameOf(address)} cannot be made: there is no such folder.",
        _ => $"{NameOf(address)}: {error.Message}.",
    });

    /// <summary>Why there is no connection.</summary>
    public static SocketException CannotConnect(EndPoint address, SocketException error) => Say(error, (error.SocketErrorCode, address) switch
    {
        (SocketError.ConnectionRefused, UnixDomainSocketEndPoint) when File.Exists(NameOf(address)) =>
            $"Nobody listens at {NameOf(address)}: the listener that made the file is gone.",
        (SocketError.ConnectionRefused, _) => $"Nobody listens at {NameOf(address)}: connection refused.",
        (SocketError.AddressNotAvailable, UnixDomainSocketEndPoint) => $"Nobody listens at {NameOf(address)}: there is no such file.",
        _ => $"{NameOf(address)}: {error.Message}.",
    });

    private static SocketException Say(SocketException error, string message) => new((int)error.SocketErrorCode, message);
}
