using System.Net;
using System.Net.Security;

namespace Pickling.Multiprocessing;

/// <summary>How a listener accepts connections, besides what holds for each of them.</summary>
public record PickleListenerOptions : PickleConnectionOptions
{
    /// <summary>The options used when none are given.</summary>
    public static new PickleListenerOptions Default { get; } = new();

    /// <summary>Connections at most that wait in the system to be accepted. Default 128 (Python's own: 1).</summary>
    public int Backlog { get; init; } = 128;

    /// <summary>
    /// Peers at most that are between connecting and being accepted by the program. Default 128; further ones wait in the
    /// system. Each has <see cref="PickleConnectionOptions.HandshakeTimeout"/> to prove itself, so that none can hold
    /// its place.
    /// </summary>
    public int HandshakesMax { get; init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "At least one."); } = 128;

    /// <summary>Told about each peer that did not get in, and why. Default null: they are dropped silently.</summary>
    public Action<EndPoint?, Exception>? Refused { get; init; }

    /// <summary>TLS for a server. Default null: none, as in Python.</summary>
    public SslServerAuthenticationOptions? ServerTls { get; init; }
}
