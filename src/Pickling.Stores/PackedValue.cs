using System.Buffers;

namespace Pickling.Stores;

/// <summary>Unpacks what other programs compressed, under a bound: a few bytes of it may stand for gigabytes.</summary>
internal static class PackedValue
{
    private const int PartBytes = 64 << 10;

    /// <summary>What a stream unpacks to.</summary>
    /// <param name="store">Whose entry it is, for errors.</param>
    /// <param name="key">The entry's key.</param>
    /// <param name="packed">The stream that decompresses.</param>
    /// <param name="bytesMax">How long the result may be.</param>
    /// <param name="limit">The option that says so.</param>
    /// <exception cref="PickleException">It is longer, or damaged.</exception>
    public static byte[] Unpack(string store, string key, Stream packed, long bytesMax, string limit)
    {
        bytesMax = Math.Min(bytesMax, Array.MaxLength);
        byte[] part = ArrayPool<byte>.Shared.Rent(PartBytes);
        try
        {
            using var unpacked = new MemoryStream();
            for (int read; (read = packed.Read(part)) > 0;)
            {
                if (unpacked.Length + read > bytesMax)
                {
                    throw StoredPickle.Broken(store, key, $"unpacked, the value has more than {bytesMax} bytes, the limit of {limit}");
                }

                unpacked.Write(part, 0, read);
            }

            return unpacked.ToArray();
        }
        catch (InvalidDataException error)
        {
            throw StoredPickle.Broken(store, key, $"the value is compressed, but it does not unpack: {error.Message}", error);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(part);
        }
    }
}
