using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pickling.Model;

/// <summary>Texts, bytes and integers that take longer to walk through than to remember.</summary>
/// <remarks>
/// A reference takes two bytes of a pickle, so one of a megabyte can name a text of half a megabyte a hundred thousand times,
/// as keys of one dict or each in a tuple of its own. Every such object is hashed once.
/// </remarks>
internal static class LargeLeaf
{
    private const int LengthMin = 4096;

    private static readonly ConditionalWeakTable<object, Known> Hashes = [];

    public static bool Is(object? leaf) => leaf switch
    {
        string text => Is(text),
        byte[] bytes => bytes.Length >= LengthMin,
        BigInteger number => number.GetBitLength() >= 8 * LengthMin,
        _ => false,
    };

    public static bool Is(string text) => text.Length >= LengthMin;

    /// <summary>The hash of what <see cref="Is(object?)"/>.</summary>
    public static int Hash(object leaf)
    {
        // An array can be written to, other than Python's bytes: samples of what was hashed tell most of that.
        ulong sample = leaf is byte[] content ? PythonHash.Sample(content) : 0;
        if (Hashes.TryGetValue(leaf, out Known? known) && known.Sample == sample)
        {
            return known.Hash;
        }

        int hash = leaf switch
        {
            string text => PythonHash.String(text),
            byte[] bytes => PythonHash.Bytes(bytes),
            _ => PythonHash.BigInteger((BigInteger)leaf),
        };
        Hashes.AddOrUpdate(leaf, new Known(hash, sample));
        return hash;
    }

    private sealed record Known(int Hash, ulong Sample);
}
