using Pickling.Model;

namespace Pickling.Mapping;

/// <summary>A place among the members of an object, with which a reader goes through them.</summary>
public struct PickleMembers
{
    internal PickleObjectInfo Info;
    internal KeyMatches Matches;

    // The members of a dict's keys, while they are gone through that are known to be all of them, each once.
    internal int[]? Known;
    internal PickleItems Items;
    internal bool IsPositional;
    internal int Member;
    internal int Header;
    internal int PositionsSkipped;
    internal PyGlobal? Class;

    // What is still to come: slots or the state after arguments and keywords.
    internal TapeValue Then;
    internal int Keywords;

    // Members that were met, and those of them in the present dict.
    private ulong _seen;
    private ulong _seenHere;
    private HashSet<int>? _seenBeyond;

    /// <summary>What no member took, where the type keeps it; else null.</summary>
    public Dictionary<string, object?>? ExtensionData { get; internal set; }

    // Whether the member is met for the first time in the present dict.
    internal bool See(int member)
    {
        if (member >= 64)
        {
            (_seenBeyond ??= []).Add(member);
            return true;
        }

        ulong bit = 1ul << member;
        bool isNew = (_seenHere & bit) == 0;
        _seen |= bit;
        _seenHere |= bit;
        return isNew;
    }

    internal readonly bool HasSeen(int member) => member < 64 ? (_seen & (1ul << member)) != 0 : _seenBeyond?.Contains(member) == true;

    internal readonly bool HasSeenAll(int count) => count <= 64 ? _seen == (count == 64 ? ulong.MaxValue : (1ul << count) - 1) : false;

    // All at once, of a dict with these.
    internal void SeeAll(ulong members)
    {
        _seen |= members;
        _seenHere |= members;
    }

    internal void BeginNext() => _seenHere = 0;
}
