namespace Pickling.Caching.Keys;

/// <summary>The first byte of each part of a key's bytes. The numbers are the format: none may change.</summary>
internal static class KeyTag
{
    // Ends the items of a container; no part begins with it.
    public const byte End = 0;

    public const byte None = (byte)'N';
    public const byte True = (byte)'T';
    public const byte False = (byte)'F';

    // Zigzag, seven bits a byte, lowest first.
    public const byte Int = (byte)'i';

    // Beyond 64 bits: length, then two's complement, lowest byte first.
    public const byte BigInt = (byte)'I';

    // IEEE 754 bits, highest byte first.
    public const byte Float = (byte)'d';
    public const byte Complex = (byte)'c';

    // Sign, length and magnitude of the coefficient without trailing zeros, scale.
    public const byte Decimal = (byte)'M';

    // Length in bytes, then UTF-8.
    public const byte Text = (byte)'s';

    // A str with lone surrogates: length in bytes, then Python's surrogatepass UTF-8.
    public const byte SurrogateText = (byte)'u';

    public const byte Bytes = (byte)'b';
    public const byte ByteArray = (byte)'a';
    public const byte ByteString = (byte)'y';

    // Ticks of 100 ns, as zigzag: since year 1, since year 1 in UTC, of the day, of the span; days since year 1.
    public const byte NaiveTime = (byte)'t';
    public const byte AwareTime = (byte)'z';
    public const byte TimeOfDay = (byte)'m';
    public const byte Span = (byte)'p';
    public const byte Date = (byte)'D';

    // 16 bytes in the order of their text.
    public const byte Uuid = (byte)'G';

    // Module and name, two texts.
    public const byte Global = (byte)'g';

    public const byte Tuple = (byte)'(';
    public const byte List = (byte)'[';
    public const byte Dict = (byte)'{';
    public const byte OrderedDict = (byte)'w';
    public const byte Set = (byte)'<';
    public const byte FrozenSet = (byte)'~';
    public const byte Object = (byte)'O';
    public const byte Persistent = (byte)'P';

    // A part of more than KeyBuffer.PartBytesMax: its SHA-256.
    public const byte Hashed = (byte)'H';

    // A value that contains itself: the SHA-256 that CyclicKey finds.
    public const byte Cyclic = (byte)'C';
}
