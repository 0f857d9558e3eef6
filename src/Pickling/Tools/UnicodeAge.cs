using System.Text;

namespace Pickling.Tools;

/// <summary>Which characters CPython 3.13 does not know yet: it has Unicode 15.1, .NET 10 has Unicode 16.0.</summary>
internal static class UnicodeAge
{
    // Unicode 16.0, DerivedAge: what became printable with it, in order. A test against a live 3.13 holds this to be all.
    private static readonly (int First, int Last)[] NewRanges =
    [
        (0x0897, 0x0897), (0x1b4e, 0x1b4f), (0x1b7f, 0x1b7f), (0x1c89, 0x1c8a), (0x2427, 0x2429), (0x31e4, 0x31e5),
        (0xa7cb, 0xa7cd), (0xa7da, 0xa7dc), (0x105c0, 0x105f3), (0x10d40, 0x10d65), (0x10d69, 0x10d85),
        (0x10d8e, 0x10d8f), (0x10ec2, 0x10ec4), (0x10efc, 0x10efc), (0x11380, 0x11389), (0x1138b, 0x1138b),
        (0x1138e, 0x1138e), (0x11390, 0x113b5), (0x113b7, 0x113c0), (0x113c2, 0x113c2), (0x113c5, 0x113c5),
        (0x113c7, 0x113ca), (0x113cc, 0x113d5), (0x113d7, 0x113d8), (0x113e1, 0x113e2), (0x116d0, 0x116e3),
        (0x11bc0, 0x11be1), (0x11bf0, 0x11bf9), (0x11f5a, 0x11f5a), (0x13460, 0x143fa), (0x16100, 0x16139),
        (0x16d40, 0x16d79), (0x18cff, 0x18cff), (0x1cc00, 0x1ccf9), (0x1cd00, 0x1ceb3), (0x1e5d0, 0x1e5fa),
        (0x1e5ff, 0x1e5ff), (0x1f8b2, 0x1f8bb), (0x1f8c0, 0x1f8c1), (0x1fa89, 0x1fa89), (0x1fa8f, 0x1fa8f),
        (0x1fabe, 0x1fabe), (0x1fac6, 0x1fac6), (0x1fadc, 0x1fadc), (0x1fadf, 0x1fadf), (0x1fae9, 0x1fae9),
        (0x1fbcb, 0x1fbef),
    ];

    /// <summary>Whether .NET prints the character and CPython 3.13 escapes it.</summary>
    internal static bool IsNewerThanPython313(Rune character)
    {
        var low = 0;
        var high = NewRanges.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            if (character.Value < NewRanges[middle].First)
                high = middle - 1;
            else if (character.Value > NewRanges[middle].Last)
                low = middle + 1;
            else
                return true;
        }

        return false;
    }
}
