using System.Security.Cryptography;
using System.Text;

namespace Pickling.Multiprocessing.Authentication;

/// <summary>A digest of the handshake: its name on the wire and its MAC.</summary>
internal sealed record ChallengeDigest(string Name, int MacBytes, Func<byte[], byte[], byte[]> Mac, Func<bool> IsSupported)
{
    /// <summary><c>multiprocessing.connection._ALLOWED_DIGESTS</c>.</summary>
    public static IReadOnlyList<ChallengeDigest> All { get; } =
    [
        new("md5", HMACMD5.HashSizeInBytes, HMACMD5.HashData, static () => true),
        new("sha256", HMACSHA256.HashSizeInBytes, HMACSHA256.HashData, static () => true),
        new("sha384", HMACSHA384.HashSizeInBytes, HMACSHA384.HashData, static () => true),
        new("sha3_256", HMACSHA3_256.HashSizeInBytes, HMACSHA3_256.HashData, static () => HMACSHA3_256.IsSupported),
        new("sha3_384", HMACSHA3_384.HashSizeInBytes, HMACSHA3_384.HashData, static () => HMACSHA3_384.IsSupported),
    ];

    public static ChallengeDigest Md5 => All[0];

    /// <summary>The name in braces that stands before challenges and answers: <c>{sha256}</c>.</summary>
    public byte[] Prefix => Encoding.ASCII.GetBytes("{" + Name + "}");

    public static ChallengeDigest Of(PickleDigest digest) => digest switch
    {
        PickleDigest.Sha256 => All[1],
        PickleDigest.Sha384 => All[2],
        PickleDigest.Sha3With256Bits => All[3],
        PickleDigest.Sha3With384Bits => All[4],
        PickleDigest.Md5 or PickleDigest.Legacy => Md5,
        _ => throw new ArgumentOutOfRangeException(nameof(digest), digest, "No digest of the handshake."),
    };

    /// <summary>The digest that a message names in braces, or null when it names none that is allowed.</summary>
    public static ChallengeDigest? NamedBy(ReadOnlySpan<byte> message)
    {
        foreach (ChallengeDigest digest in All)
        {
            if (message.StartsWith(digest.Prefix))
            {
                return digest;
            }
        }

        return null;
    }
}
