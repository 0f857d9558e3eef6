namespace Pickling.Mapping;

/// <summary>
/// Which members the keys of a class's state were in the object before: picklers write the names once and refer back to
/// them, so the same place in the pickle is the same member, and no byte is compared.
/// </summary>
internal sealed class KeyMatches(PickleObjectInfo info)
{
    private const int PositionsMax = 1024;

    private (long Place, int Member)[] _positions = new (long, int)[Math.Max(4, info.Members.Count)];

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
