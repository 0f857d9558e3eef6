namespace Pickling.Multiprocessing;

/// <summary>How one pickle is told from the next on a stream.</summary>
public enum PickleStreamFraming
{
    /// <summary>Not at all: a pickle says itself where it ends. <c>pickle.dump(value, file)</c>.</summary>
    None,

    /// <summary>Its length before it, 32 bits, big-endian: <c>struct.pack(">I", ...)</c> or <c>"!I"</c>.</summary>
    BigEndian32,

    /// <summary>Its length before it, 32 bits, little-endian: <c>struct.pack("&lt;I", ...)</c>.</summary>
    LittleEndian32,

    /// <summary>Its length before it, 64 bits, big-endian: <c>struct.pack(">Q", ...)</c>.</summary>
    BigEndian64,

    /// <summary>Its length before it, 64 bits, little-endian: <c>struct.pack("&lt;Q", ...)</c>.</summary>
    LittleEndian64,
}
