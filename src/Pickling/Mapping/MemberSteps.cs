using Pickling.Model;

namespace Pickling.Mapping;

/// <summary>
/// Goes through an object's members wherever Python puts them: arguments, keyword arguments, a dict, slots, or a list of
/// values.
/// </summary>
internal static class MemberSteps
{
    /// <summary>The case that fills real pickles: an instance made by NEWOBJ without arguments, with a dict; or a dict.</summary>
    public static bool TryBegin(in PickleValueReader reader, PickleObjectInfo info, ref PickleMembers members)
    {
        TapeValue value = reader.Current;
        members.Info = info;
        members.Member = -1;
        members.Matches = reader.Session.MatchesOf(info);
        if (value.Kind == TapeKind.Dict)
        {
            members.Header = value.Low;
            BeginDict(reader, ref members, value.Low);
            return true;
        }

        if (value.Kind != TapeKind.Object)
        {
            return false;
        }

        ReadOnlySpan<TapeValue> nodes = reader.Nodes.Slice(value.Low, ValueTape.ObjectNodes);
        TapeValue header = nodes[0];
        if (header.Extra != (short)PyConstruction.NewObject || header.Last != 0 || header.First != members.Matches.ClassIndex
            || nodes[2].Kind != TapeKind.Dict || reader.Nodes[nodes[1].Low].Low != 0 || header.First == 0)
        {
            return false;
        }

        members.Header = value.Low;
        BeginDict(reader, ref members, nodes[2].Low);
        members.Class = info.Class;
        return true;
    }

    /// <summary>Any other form. False when the value is no such object; the class is then the one it has.</summary>
    public static bool TryBeginSlow(in PickleValueReader reader, PickleObjectInfo info, ref PickleMembers members, out PyGlobal? type)
    {
        type = null;
        TapeValue value = reader.Current;
        if (value.Kind is TapeKind.Tuple or TapeKind.List && info.Form is PickleForm.Arguments or PickleForm.List)
        {
            members.Header = value.Low;
            members.Items = reader.Begin(value.Low, 1);
            members.IsPositional = true;
            return true;
        }

        if (value.Kind != TapeKind.Object)
        {
            return false;
        }

        ObjectParts parts = ObjectParts.Of(reader);
        type = parts.Class;

        // A type without a Python class takes the members of any, as long as it is not another of its known types.
        if (type is null || (info.Class is not null && !info.Takes(type)) || (info.Class is null && info.KnownTypes.Count > 0))
        {
            return false;
        }

        members.Header = value.Low;
        members.Class = type;
        members.Matches.ClassIndex = reader.Nodes[value.Low].First;
        members.Keywords = parts.Keywords;
        members.Then = parts.State;
        if (parts.BaseValue.Kind == TapeKind.Tuple)
        {
            members.Items = reader.Begin(parts.BaseValue.Low, 1);
            members.IsPositional = true;
            return true;
        }

        members.Items = reader.Begin(parts.Arguments, 1);
        members.Items.At += parts.ArgumentsSkipped;
        members.Items.Index += parts.ArgumentsSkipped;
        members.IsPositional = true;
        members.PositionsSkipped = parts.ArgumentsSkipped;
        if (parts.State.Kind == TapeKind.Unset)
        {
            // A subclass of dict.
            members.Then = parts.Pairs > 0 ? new TapeValue(TapeKind.Dict, parts.Pairs, -1)
                : parts.BaseValue.Kind == TapeKind.Dict ? parts.BaseValue
                : default;
        }

        return true;
    }

    public static bool NextSlow(ref PickleValueReader reader, ref PickleMembers members, out int member)
    {
        if (members.Known is not null)
        {
            members.Known = null;
            if (members.Then.Kind == TapeKind.Unset && members.Keywords == 0 && members.HasSeenAll(members.Info.Members.Count))
            {
                members.Member = PickleObjectInfo.NoMember;
                member = PickleObjectInfo.NoMember;
                return false;
            }
        }

        while (true)
        {
            if (members.IsPositional ? NextPosition(ref reader, ref members, out member) : NextKey(ref reader, ref members, out member))
            {
                members.Member = member;
                return true;
            }

            members.Member = -1;
            if (!NextPart(ref reader, ref members))
            {
                CheckMissing(reader, members);
                member = PickleObjectInfo.NoMember;
                return false;
            }

            if (members.Known is not null)
            {
                return reader.NextMember(ref members, out member);
            }
        }
    }

    public static PickleLoadInfo InfoOf(in PickleValueReader reader, in PickleMembers members)
    {
        List<string> missing = [];
        for (int i = 0; i < members.Info.Members.Count; i++)
        {
            if (!members.HasSeen(i))
            {
                missing.Add(members.Info.Members[i].Name);
            }
        }

        return new PickleLoadInfo(members.Class, missing);
    }

    private static void BeginDict(in PickleValueReader reader, ref PickleMembers members, int header)
    {
        members.Items = reader.Begin(header, 2);
        TapeValue dict = reader.Nodes[header];
        if (dict.IsKeyed && members.Matches.FindAll(dict, reader) is { } known)
        {
            members.Known = known.Members;
            members.SeeAll(known.Seen);
        }
    }

    private static bool NextPosition(ref PickleValueReader reader, ref PickleMembers members, out int member)
    {
        member = PickleObjectInfo.NoMember;
        if (!reader.NextItem(ref members.Items))
        {
            return false;
        }

        int position = members.Items.Index - members.PositionsSkipped;
        if (position >= members.Info.Members.Count)
        {
            // Not within the member before it.
            members.Member = PickleObjectInfo.NoMember;
            throw reader.Error($"the object holds more values than {TypeNames.Of(members.Info.Type)} has members ({members.Info.Members.Count})");
        }

        member = position;
        members.See(member);
        return true;
    }

    private static bool NextKey(ref PickleValueReader reader, ref PickleMembers members, out int member)
    {
        while (reader.NextKey(ref members.Items))
        {
            member = members.Matches.Find(members.Items.Index, reader.Current, reader.Source, reader.Session);
            if (member == PickleObjectInfo.NoMember)
            {
                members.Member = PickleObjectInfo.NoMember;
                TakeExtra(ref reader, ref members);
                continue;
            }

            if (!members.See(member))
            {
                members.Member = member;
                throw reader.Error($"the member {members.Info.Members[member].Name} is there twice");
            }

            reader.NextValue(members.Items);
            return true;
        }

        member = PickleObjectInfo.NoMember;
        return false;
    }

    private static void TakeExtra(ref PickleValueReader reader, ref PickleMembers members)
    {
        if (members.Info.HasExtensionData)
        {
            string name = reader.GetString();
            reader.NextValue(members.Items);
            members.ExtensionData ??= [];
            members.ExtensionData[name] = reader.GetNatural();
        }
        else if (members.Info.Extra == PickleExtra.Refuse)
        {
            string name = reader.Kind == PickleValueKind.String ? reader.GetString() : reader.Description();
            throw reader.Error($"{TypeNames.Of(members.Info.Type)} has no member {name}; map it, keep it with [PickleExtensionData], or let PickleMapping.Extra drop it");
        }
    }

    // After the arguments the keywords, then the state.
    private static bool NextPart(ref PickleValueReader reader, ref PickleMembers members)
    {
        members.BeginNext();
        if (members.Keywords != 0)
        {
            members.Items = reader.Begin(members.Keywords, 2);
            members.IsPositional = false;
            members.Keywords = 0;
            return true;
        }

        TapeValue state = members.Then;
        members.Then = default;
        switch (state.Kind)
        {
            case TapeKind.Unset or TapeKind.None:
                return false;
            case TapeKind.Dict:
                BeginDict(reader, ref members, state.Low);
                members.IsPositional = false;
                return true;
            case TapeKind.Tuple when IsSlots(reader, state):
                // (dict or None, slots)
                TapeValue header = reader.Nodes[state.Low];
                members.Then = reader.Nodes[header.First + 1];
                TapeValue dict = reader.Nodes[header.First];
                members.Items = reader.Begin(dict.Kind == TapeKind.Dict ? dict.Low : -1, 2);
                members.IsPositional = false;
                return true;
            case TapeKind.List or TapeKind.Tuple:
                members.Items = reader.Begin(state.Low, 1);
                members.IsPositional = true;
                members.PositionsSkipped = 0;
                return true;
            default:
                throw reader.Error($"the object's state is {TapeNames.WithArticle(state.Kind)}, which has no members; give {TypeNames.Of(members.Info.Type)} a converter");
        }
    }

    private static bool IsSlots(in PickleValueReader reader, in TapeValue state)
    {
        TapeValue header = reader.Nodes[state.Low];
        return header.Low == 2 && reader.Nodes[header.First].Kind is TapeKind.None or TapeKind.Dict
            && reader.Nodes[header.First + 1].Kind is TapeKind.Dict or TapeKind.None;
    }

    private static void CheckMissing(in PickleValueReader reader, in PickleMembers members)
    {
        PickleObjectInfo info = members.Info;
        if (members.HasSeenAll(info.Members.Count))
        {
            return;
        }

        for (int i = 0; i < info.Members.Count; i++)
        {
            PickleMemberInfo member = info.Members[i];
            if (!members.HasSeen(i) && (member.IsRequired || info.Missing == PickleMissing.Refuse))
            {
                long offset = members.Header <= 0 ? -1 : reader.Offset;
                throw new PickleException($"the pickle lacks {member.Name}, which {TypeNames.Of(info.Type)} requires", offset, null);
            }
        }
    }
}
