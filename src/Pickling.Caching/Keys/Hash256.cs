using System.Buffers.Binary;

namespace Pickling.Caching.Keys;

/// <summary>The 32 bytes of a SHA-256 as a value that can be compared and counted.</summary>
internal readonly record struct Hash256(UInt128 High, UInt128 Low)
{
    public static Hash256 Of(ReadOnlySpan<byte> hash) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));

    public byte[] ToArray()
    {
        byte[] hash = new byte[32];
        BinaryPrimitives.WriteUInt128BigEndian(hash, High);
        BinaryPrimitives.WriteUInt128BigEndian(hash.AsSpan(16), Low);
        return hash;
    }
}
