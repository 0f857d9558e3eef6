using System.Numerics;
using System.Text;

namespace Pickling.Stores.Memcached;

/// <summary>Which of several servers has a key: the rules of pymemcache and of libmemcached, to the bit.</summary>
internal static class ServerChoice
{
    public static int Of(MemcachedAddress[] servers, string key, MemcachedDistribution distribution) => servers.Length == 1
        ? 0
        : distribution == MemcachedDistribution.Modula ? (int)(OneAtATime(Encoding.UTF8.GetBytes(key)) % (uint)servers.Length) : Rendezvous(servers, key);

    // pymemcache: the highest hash of "server-key" wins, of equal ones the greater name.
    private static int Rendezvous(MemcachedAddress[] servers, string key)
    {
        int winner = 0;
        long best = -1;
        for (int index = 0; index < servers.Length; index++)
        {
            long score = Murmur3(LowBytes($"{servers[index].Name}-{key}"));
            if (score > best || (score == best && string.CompareOrdinal(servers[index].Name, servers[winner].Name) > 0))
            {
                (winner, best) = (index, score);
            }
        }

        return winner;
    }

    // pymemcache hashes the low byte of each character, not UTF-8.
    private static byte[] LowBytes(string text) => [.. text.EnumerateRunes().Select(static rune => (byte)rune.Value)];

    /// <summary>MurmurHash3 of 32 bits with seed 0.</summary>
    private static uint Murmur3(ReadOnlySpan<byte> data)
    {
        uint hash = 0;
        int index = 0;
        for (; index + 4 <= data.Length; index += 4)
        {
            hash = BitOperations.RotateLeft(hash ^ Mixed(BitConverter.ToUInt32(data[index..])), 13) * 5 + 0xe6546b64;
        }

        uint tail = 0;
        for (int last = data.Length - 1; last >= index; last--)
        {
            tail = (tail << 8) | data[last];
        }

        hash ^= Mixed(tail) ^ (uint)data.Length;
        hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
        return hash ^ (hash >> 16);

        static uint Mixed(uint block) => BitOperations.RotateLeft(block * 0xcc9e2d51, 15) * 0x1b873593;
    }

    /// <summary>Bob Jenkins' one-at-a-time hash, libmemcached's default, which takes bytes for C's char: signed on x86.</summary>
    private static uint OneAtATime(ReadOnlySpan<byte> data)
    {
        uint hash = 0;
        foreach (byte value in data)
        {
            hash += (uint)(sbyte)value;
            hash += hash << 10;
            hash ^= hash >> 6;
        }

        hash += hash << 3;
        hash ^= hash >> 11;
        return hash + (hash << 15);
    }
}
