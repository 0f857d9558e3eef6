namespace Pickling.Caching;

/// <summary>How a <see cref="PickleKey"/> is written as text; each form is made of characters that any cache takes in a key.</summary>
public enum PickleKeyFormat
{
    /// <summary>SHA-256 in 64 hexadecimal digits. Nobody can find two values with one text.</summary>
    Hex256,

    /// <summary>SHA-256 in 43 characters of base64url.</summary>
    Base64Url256,

    /// <summary>XXH128 in 32 hexadecimal digits: for values that no adversary chooses.</summary>
    Hex128,

    /// <summary>XXH128 in 22 characters of base64url: for values that no adversary chooses.</summary>
    Base64Url128,
}
