namespace Pickling.Multiprocessing;

/// <summary>How a listener asks a peer to prove that it has the key.</summary>
/// <remarks>
/// The names that CPython 3.12 and later allow (<c>multiprocessing.connection._ALLOWED_DIGESTS</c>). Older peers answer
/// each of these challenges with HMAC-MD5, which is accepted unless
/// <see cref="PickleConnectionOptions.AcceptMd5"/> is false.
/// </remarks>
public enum PickleDigest
{
    /// <summary>HMAC-SHA-256, as CPython 3.12 and later ask for.</summary>
    Sha256,

    /// <summary>HMAC-SHA-384.</summary>
    Sha384,

    /// <summary>HMAC-SHA3-256; not on every system.</summary>
    Sha3With256Bits,

    /// <summary>HMAC-SHA3-384; not on every system.</summary>
    Sha3With384Bits,

    /// <summary>HMAC-MD5 named in the challenge.</summary>
    Md5,

    /// <summary>The challenge of CPython 2.7 to 3.11: 20 bytes that name no digest.</summary>
    Legacy,
}
