namespace Pickling.Mapping;

/// <summary>
/// Which members the keys of a class's state were in the object before: picklers write the names once and refer back to
/// them, so the same place in the pickle is the same member, and no byte is compared.
/// </summary>
internal sealed class KeyMatches(PickleObjectInfo info)
{
    private const int PositionsMax = 1024;

    // Sets of keys, of which a class has few; what comes beyond is matched key by key.
    private const int KnownMax = 16;

    private (long Place, int Member)[] _positions = new (long, int)[Math.Max(4, info.Members.Count)];

    private List<(int Keys, KnownMembers? Members)>? _known;
    private int _lastKeys;
    private KnownMembers? _lastKnown;

    public PickleObjectInfo Info { get; } = info;

    /// <summary>Index + 1 of the global that was found to be the class, as in an object's header; 0 before.</summary>
    public int ClassIndex { get; set; }

    /// <summary>The member of the key at a position; <see cref="PickleObjectInfo.NoMember"/> when there is none.</summary>
    public int Find(int position, in TapeValue key, ReadOnlySpan<byte> source, LoadSession session)
    {
        (long Place, int Member)[] positions = _positions;
        long place = key.Place;
        if ((uint)position < (uint)positions.Length && positions[position].Place == place && key.Kind == TapeKind.Str)
        {
            return positions[position].Member;
        }

        return FindSlow(position, key, source, session);
    }

    /// <summary>The members of the keys that a dict shares with others; null when not every key is a member of its own.</summary>
    public KnownMembers? FindAll(in TapeValue dict, in PickleValueReader reader)
    {
        if (_lastKeys != dict.Last)
        {
            _lastKnown = FindAllSlow(dict, reader);
            _lastKeys = dict.Last;
        }

        return _lastKnown;
    }

    private KnownMembers? FindAllSlow(in TapeValue dict, in PickleValueReader reader)
    {
        _known ??= [];
        foreach ((int keys, KnownMembers? known) in _known)
        {
            if (keys == dict.Last)
            {
                return known;
            }
        }

        if (_known.Count == KnownMax)
        {
            return null;
        }

        KnownMembers? found = MembersOf(reader.Nodes.Slice(dict.Last, dict.Low), reader);
        _known.Add((dict.Last, found));
        return found;
    }

    private KnownMembers? MembersOf(ReadOnlySpan<TapeValue> keys, in PickleValueReader reader)
    {
        int[] members = new int[keys.Length];
        ulong seen = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            members[i] = Info.IndexOf(reader.Session.Bytes(keys[i], reader.Source), i);
            if (members[i] is < 0 or >= 64 || (seen & (1ul << members[i])) != 0)
            {
                return null;
            }

            seen |= 1ul << members[i];
        }

        return new KnownMembers(members, seen);
    }

    private int FindSlow(int position, in TapeValue key, ReadOnlySpan<byte> source, LoadSession session)
    {
        if (key.Kind is not (TapeKind.Str or TapeKind.ByteString))
        {
            return PickleObjectInfo.NoMember;
        }

        int member = Info.IndexOf(session.Bytes(key, source), position);
        if (key.Kind == TapeKind.Str && (key.Flags & TapeFlags.Adopted) == 0 && position < PositionsMax)
        {
            if (position >= _positions.Length)
            {
                Array.Resize(ref _positions, Math.Max(position + 1, _positions.Length * 2));
            }

            _positions[position] = (key.Place, member);
        }

        return member;
    }
}
