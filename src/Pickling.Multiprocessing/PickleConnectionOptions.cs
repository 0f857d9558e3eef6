using System.Net.Security;
using Pickling.Multiprocessing.Channels;

namespace Pickling.Multiprocessing;

/// <summary>How a connection is opened and what it lets through; immutable, safe to share.</summary>
public record PickleConnectionOptions
{
    /// <summary>The options used when none are given: no authentication, frames of at most 2 GB.</summary>
    public static PickleConnectionOptions Default { get; } = new();

    /// <summary>
    /// How objects are dumped and loaded. Default: protocol 4, which every CPython from 3.4 on reads; CPython 2.7 needs
    /// <c>Protocol = 2</c>.
    /// </summary>
    public PickleOptions Pickle { get; init; } = PickleOptions.Default with { Protocol = 4 };

    /// <summary>
    /// The secret that both ends share, Python's <c>authkey</c>; each proves to the other that it has it, and nothing is
    /// parsed before. Default null: no authentication, for a peer without a key. An empty key, which is also what C# makes of
    /// a <c>byte[]</c> that is null, is refused: everybody has it.
    /// </summary>
    public ReadOnlyMemory<byte>? AuthenticationKey
    {
        get;
        init => field = value is not { IsEmpty: true }
            ? value
            : throw new ArgumentException("The key is empty, or a byte[] that is null. For no authentication leave it out.", nameof(value));
    }

    /// <summary>How this end asks the other for its proof. Default <see cref="PickleDigest.Sha256"/>, which every CPython answers.</summary>
    public PickleDigest Digest { get; init; } = PickleDigest.Sha256;

    /// <summary>
    /// Whether HMAC-MD5 will do as a proof, and is given when asked for. Default true: CPython 2.7 to 3.11 have nothing
    /// else. False where all peers are newer.
    /// </summary>
    public bool AcceptMd5 { get; init; } = true;

    /// <summary>
    /// How long connecting, TLS and authentication may take together; <see cref="Timeout.InfiniteTimeSpan"/> for ever. Default
    /// ten seconds.
    /// </summary>
    public TimeSpan HandshakeTimeout
    {
        get;
        init => field = value == Timeout.InfiniteTimeSpan || (value > TimeSpan.Zero && value.TotalMilliseconds < int.MaxValue)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "More than nothing and less than 25 days, or Timeout.InfiniteTimeSpan.");
    } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Bytes at most of a message that is received or sent. Default 2,147,483,647, the most that a frame holds which CPython 2.7
    /// reads too; larger ones are refused unless this is raised, and then loaded as they arrive.
    /// </summary>
    public long FrameBytesMax { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A limit cannot be negative."); } = FrameFormat.ShortLengthMax;

    /// <summary>
    /// How long a blocking receive asks again before it lets the thread sleep: waking up costs more than a small message.
    /// Connections whose answers take longer soon stop to ask. Default 50 microseconds; zero never asks again.
    /// </summary>
    public TimeSpan BusyWait { get; init; } = TimeSpan.FromMicroseconds(50);

    /// <summary>TLS for a client. Default null: none, as in Python.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }
}
