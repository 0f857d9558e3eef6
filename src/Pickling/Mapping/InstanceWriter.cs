using System.Runtime.CompilerServices;
using Pickling.Machine;
using Pickling.Model;

namespace Pickling.Mapping;

/// <summary>
/// Writes objects of mapped classes: the opcodes that make them and the names of their members, in every
/// <see cref="PickleForm"/> and protocol.
/// </summary>
internal sealed class InstanceWriter(PickleValueWriter writer, PickleEmitter emitter, TypedMemo memo)
{
    // Memo indexes of member names by class, the class written last first.
    private readonly Dictionary<PickleObjectInfo, int[]> _names = [];
    private PickleObjectInfo? _lastInfo;
    private int[] _lastNames = [];

    /// <summary>Writes the class and begins its state, or arguments; false when the object was written before.</summary>
    public bool Begin(PickleObjectInfo info, object? identity, int extras, out PickleMemberBatch members)
    {
        members = PickleMemberBatch.Of(info, identity, extras);
        members.Names = NamesOf(info);
        emitter.Boundary();
        bool late = info.TakesArguments;
        int known = identity is null ? -1 : memo.Entries.Find(identity);
        if (known >= 0)
        {
            emitter.Get(known);
            return false;
        }

        if (info.Class is null)
        {
            memo.TryTake(identity, out int dict);
            emitter.EmptyDict();
            emitter.Memoize(dict);
        }
        else if (late)
        {
            BeginArguments(info, identity, members.Count);
        }
        else
        {
            BeginInstance(info.Class, identity);
            BeginState(info.Form);
        }

        // A batch of its own for each item only where the opcodes need it.
        members.BatchesItems = !late && (emitter.Protocol == 0 || members.Count > BatchEmitter.BatchItems);
        if (!members.BatchesItems && !late && members.Count > 0)
        {
            emitter.Batches.BeginBatch(members.IsKeyed ? BatchKind.Dict : BatchKind.List, 0, members.Count);
        }

        return true;
    }

    /// <summary>Writes what follows the members.</summary>
    public void End(ref PickleMemberBatch members)
    {
        members.ThrowIfIncomplete();
        PickleObjectInfo info = members.Info;
        if (info.TakesArguments)
        {
            EndArguments(info, members);
            return;
        }

        if (members.Count > 0)
        {
            emitter.Batches.EndBatch(members.IsKeyed ? BatchKind.Dict : BatchKind.List, members.Count - 1, members.Count);
        }

        if (info.Class is null)
        {
            return;
        }

        if (info.Form == PickleForm.Slots)
        {
            emitter.EndTuple(2);
            memo.MemoizeNothing();
        }

        emitter.Build();
    }

    /// <summary>Writes the name of a further member, which the class does not have.</summary>
    public void NextExtension(string name, ref PickleMemberBatch members)
    {
        int index = ++members.Index;
        if (members.BatchesItems)
        {
            NextInBatch(members, index);
        }

        writer.WriteString(name);
    }

    /// <summary>Begins the value of the next member.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Next(ref PickleMemberBatch members)
    {
        int index = ++members.Index;
        if (members.BatchesItems)
        {
            NextInBatch(members, index);
        }

        if (members.IsKeyed)
        {
            emitter.Boundary();
            int name = members.Names[index];
            if (name >= 0)
            {
                emitter.Get(name);
            }
            else
            {
                WriteName(members, index);
            }
        }
    }

    private void NextInBatch(in PickleMemberBatch members, int index)
    {
        BatchKind kind = members.IsKeyed ? BatchKind.Dict : BatchKind.List;
        if (index > 0)
        {
            emitter.Batches.EndItem(kind, index - 1, members.Count);
        }

        emitter.Batches.BeginItem(kind, index, members.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int[] NamesOf(PickleObjectInfo info) => ReferenceEquals(info, _lastInfo) ? _lastNames : NamesSlow(info);

    private int[] NamesSlow(PickleObjectInfo info)
    {
        if (!_names.TryGetValue(info, out int[]? names))
        {
            names = new int[info.Members.Count];
            Array.Fill(names, -1);
            _names.Add(info, names);
        }

        _lastInfo = info;
        return _lastNames = names;
    }

    // Names are interned, as attribute names are in CPython, so classes share those that are equal.
    private void WriteName(in PickleMemberBatch members, int index)
    {
        string name = members.Info.MemberNames[index];
        memo.Str(name);
        members.Names[index] = memo.Entries.Find(name);
    }

    // class () NEWOBJ; below protocol 2 copyreg._reconstructor(class, object, None)
    private void BeginInstance(PyGlobal type, object? identity)
    {
        if (emitter.Protocol >= 2)
        {
            writer.WriteGlobal(type);
            emitter.Boundary();
            emitter.EmptyTuple();
            emitter.NewObject();
        }
        else
        {
            writer.WriteGlobal(OldForms.Reconstructor);
            emitter.Boundary();
            emitter.BeginTuple(3);
            writer.WriteGlobal(type);
            writer.WriteGlobal(OldForms.Object);
            writer.WriteNone();
            emitter.EndTuple(3);
            memo.MemoizeNothing();
            emitter.Reduce();
        }

        memo.TryTake(identity, out int index);
        emitter.Memoize(index);
    }

    private void BeginState(PickleForm form)
    {
        emitter.Boundary();
        if (form == PickleForm.Slots)
        {
            emitter.BeginTuple(2);
            writer.WriteNone();
            emitter.Boundary();
        }

        if (form == PickleForm.List)
        {
            emitter.EmptyList();
        }
        else
        {
            emitter.EmptyDict();
        }

        memo.MemoizeNothing();
    }

    // class (arguments) NEWOBJ or REDUCE; below protocol 2 copyreg.__newobj__(class, arguments)
    private void BeginArguments(PickleObjectInfo info, object? identity, int count)
    {
        memo.TryBeginLate(identity);
        bool detour = info.Form == PickleForm.Arguments && emitter.Protocol < 2;
        writer.WriteGlobal(detour ? OldForms.NewObject : info.Class!);
        emitter.Boundary();
        int arguments = count + (detour ? 1 : 0);
        if (arguments > 0)
        {
            emitter.BeginTuple(arguments);
        }

        if (detour)
        {
            writer.WriteGlobal(info.Class!);
        }
    }

    private void EndArguments(PickleObjectInfo info, in PickleMemberBatch members)
    {
        bool detour = info.Form == PickleForm.Arguments && emitter.Protocol < 2;
        int arguments = members.Count + (detour ? 1 : 0);
        if (arguments > 0)
        {
            emitter.EndTuple(arguments);
            memo.MemoizeNothing();
        }
        else
        {
            emitter.EmptyTuple();
        }

        if (info.Form == PickleForm.Call || detour)
        {
            emitter.Reduce();
        }
        else
        {
            emitter.NewObject();
        }

        memo.EndLate(members.Identity);
    }
}
