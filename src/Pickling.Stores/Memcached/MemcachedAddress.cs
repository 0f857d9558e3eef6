using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Pickling.Stores.Memcached;

/// <summary>Where a server listens, written as in Django's <c>LOCATION</c>.</summary>
/// <param name="Host">A name or an address; for a Unix socket its path.</param>
/// <param name="Port">The port; null for a Unix socket.</param>
internal sealed record MemcachedAddress(string Host, int? Port)
{
    private const int DefaultPort = 11211;

    /// <summary>How pymemcache calls the server when it chooses one, and how errors call it.</summary>
    public string Name => Port is { } port ? string.Create(CultureInfo.InvariantCulture, $"{Host}:{port}") : Host;

    public EndPoint EndPoint => Port is not { } port
        ? new UnixDomainSocketEndPoint(Host)
        : IPAddress.TryParse(Host, out IPAddress? address) ? new IPEndPoint(address, port) : new DnsEndPoint(Host, port);

    /// <summary>Reads <c>host</c>, <c>host:port</c>, <c>[address]:port</c>, <c>unix:/path</c> or <c>/path</c>, several between <c>;</c> or <c>,</c>.</summary>
    /// <exception cref="ArgumentException">One is none of these.</exception>
    public static MemcachedAddress[] ParseAll(string servers) => [.. servers.Split(';', ',').Select(Parse)];

    public async Task<Socket> ConnectAsync(CancellationToken cancellationToken)
    {
        Socket socket = Port is null
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(EndPoint, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static MemcachedAddress Parse(string text)
    {
        string server = text.Trim();
        if (server.StartsWith("unix:", StringComparison.Ordinal))
        {
            server = server[5..];
        }

        if (server.StartsWith('/'))
        {
            // Refuses a path that is too long for a socket.
            var address = new MemcachedAddress(server, null);
            _ = address.EndPoint;
            return address;
        }

        int colon = server.EndsWith(']') ? -1 : server.LastIndexOf(':');
        string host = colon < 0 ? server : server[..colon];
        int port = DefaultPort;
        bool isBracketed = host.StartsWith('[') && host.EndsWith(']');
        bool isPort = colon < 0 || (int.TryParse(server.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= ushort.MaxValue);
        host = isBracketed ? host[1..^1] : host;
        if (!isPort || host.Length == 0 || host.Contains(' ', StringComparison.Ordinal) || (!isBracketed && host.Contains(':', StringComparison.Ordinal)))
        {
            throw new ArgumentException($"'{text}' is no address of a memcached server; write host:port, [IPv6 address]:port or unix:/path, without weights", nameof(text));
        }

        return new MemcachedAddress(host, port);
    }
}
