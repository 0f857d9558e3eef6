using Pickling.Model;

namespace Pickling.Mapping;

/// <summary>Tells a visitor the parts of objects of mapped classes, in every <see cref="PickleForm"/>: what <see cref="InstanceWriter"/> writes.</summary>
internal static class InstanceVisit
{
    public static bool Begin(PickleVisitor visitor, PickleObjectInfo info, object? identity, int extras, out PickleMemberBatch members)
    {
        members = PickleMemberBatch.Of(info, identity, extras);
        if (info.Class is null)
        {
            return visitor.BeginContainer(PickleValueKind.Dict, identity);
        }

        PyConstruction construction = info.Form == PickleForm.Call ? PyConstruction.Reduce : PyConstruction.NewObject;
        if (!visitor.BeginObject(info.Class, construction, identity))
        {
            return false;
        }

        visitor.BeginContainer(PickleValueKind.Tuple, null);
        if (!info.TakesArguments)
        {
            visitor.EndContainer();
            BeginState(visitor, info.Form);
        }

        return true;
    }

    public static void Next(PickleVisitor visitor, ref PickleMemberBatch members)
    {
        int index = ++members.Index;
        visitor.NextItem();
        if (members.IsKeyed)
        {
            visitor.VisitString(members.Info.MemberNames[index]);
        }
    }

    public static void NextExtension(PickleVisitor visitor, string name, ref PickleMemberBatch members)
    {
        members.Index++;
        visitor.NextItem();
        visitor.VisitString(name);
    }

    public static void End(PickleVisitor visitor, ref PickleMemberBatch members)
    {
        members.ThrowIfIncomplete();
        visitor.EndContainer();
        if (members.Info.Class is null)
        {
            return;
        }

        if (members.Info.Form == PickleForm.Slots)
        {
            visitor.EndContainer();
        }

        visitor.EndObject();
    }

    private static void BeginState(PickleVisitor visitor, PickleForm form)
    {
        visitor.BeginState();
        if (form == PickleForm.Slots)
        {
            visitor.BeginContainer(PickleValueKind.Tuple, null);
            visitor.NextItem();
            visitor.VisitNone();
            visitor.NextItem();
        }

        visitor.BeginContainer(form == PickleForm.List ? PickleValueKind.List : PickleValueKind.Dict, null);
    }
}
