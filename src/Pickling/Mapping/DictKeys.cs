namespace Pickling.Mapping;

/// <summary>
/// Keys that dicts have in common: instances of a class and rows of a table come with the same keys in the same order, read
/// from the memo. They lie on the tape once, and such a dict is a header and its values.
/// </summary>
internal struct DictKeys
{
    // Dicts with more keys than this are no instances.
    private const int KeysMax = 64;

    // One slot for each set of keys, by its first; what falls on a slot that is taken replaces it.
    private const int Slots = 64;

    private (int First, int Count)[]? _slots;

    /// <summary>Where the keys of these pairs lie on the tape: found, or written the first time.</summary>
    /// <returns>False when the dict needs its own: they are not all texts read from the memo.</returns>
    public bool TryFind(ValueTape tape, ReadOnlySpan<TapeValue> pairs, out int first)
    {
        first = 0;
        TapeValue key = pairs[0];
        if (pairs.Length > 2 * KeysMax || !IsCommon(key))
        {
            return false;
        }

        _slots ??= new (int, int)[Slots];
        ref (int First, int Count) slot = ref _slots[(int)((ulong)(key.Place * -7046029254386353131L) >> 58)];
        if (slot.Count == pairs.Length / 2 && AreEqual(tape.Nodes.Slice(slot.First, slot.Count), pairs))
        {
            first = slot.First;
            return true;
        }

        for (int i = 2; i < pairs.Length; i += 2)
        {
            if (!IsCommon(pairs[i]))
            {
                return false;
            }
        }

        first = tape.WriteEverySecond(pairs);
        slot = (first, pairs.Length / 2);
        return true;
    }

    private static bool IsCommon(in TapeValue key) => key.Kind == TapeKind.Str && (key.Flags & TapeFlags.Repeated) != 0;

    private static bool AreEqual(ReadOnlySpan<TapeValue> keys, ReadOnlySpan<TapeValue> pairs)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            if (!TapeValue.AreEqual(keys[i], pairs[2 * i]))
            {
                return false;
            }
        }

        return true;
    }
}
