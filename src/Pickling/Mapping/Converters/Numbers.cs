using System.Runtime.InteropServices;
using Pickling.Model;

namespace Pickling.Mapping.Converters;

/// <summary>Fills spans of long, int or double from lists whose numbers a tape keeps packed.</summary>
internal static class Numbers
{
    public static void Read<T>(ref PickleValueReader reader, ref PickleItems items, PickleConverter<T> item, Span<T> target)
        where T : unmanaged
    {
        TapeFlags packing = typeof(T) == typeof(double) ? TapeFlags.Doubles : TapeFlags.Int64s;
        try
        {
            int done = 0;
            while (done < target.Length)
            {
                ReadOnlySpan<long> packed = reader.TakePacked(ref items, packing);
                if (!packed.IsEmpty)
                {
                    int fitting = Copy(packed, target[done..]);
                    if (fitting < packed.Length)
                    {
                        items.Index += fitting + 1 - packed.Length;
                        reader.MoveTo(new TapeValue(TapeKind.Int, -1, packed[fitting]));
                        throw reader.OutOfRange(TypeNames.Of(typeof(T)));
                    }

                    done += packed.Length;
                }
                else if (reader.NextItem(ref items))
                {
                    target[done++] = item.Read(ref reader);
                }
            }
        }
        catch (PickleException error) when (error.AddStep($"[{items.Index}]"))
        {
            throw;
        }
    }

    // How many fit: all, but where an int is too large for 32 bits.
    private static int Copy<T>(ReadOnlySpan<long> packed, Span<T> target)
        where T : unmanaged
    {
        if (typeof(T) != typeof(int))
        {
            packed.CopyTo(MemoryMarshal.Cast<T, long>(target));
            return packed.Length;
        }

        Span<int> narrow = MemoryMarshal.Cast<T, int>(target)[..packed.Length];
        long lost = 0;
        for (int i = 0; i < narrow.Length; i++)
        {
            long value = packed[i];
            narrow[i] = (int)value;
            lost |= value ^ (int)value;
        }

        return lost == 0 ? packed.Length : FirstLost(packed);
    }

    private static int FirstLost(ReadOnlySpan<long> packed)
    {
        int at = 0;
        while (packed[at] == (int)packed[at])
        {
            at++;
        }

        return at;
    }
}
