using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Pickling.Mapping.Converters;
using Pickling.Model;

namespace Pickling.Mapping.Reflection;

/// <summary>Reads a class's attributes and members into what its converter needs.</summary>
[RequiresUnreferencedCode(ReflectionPickleContext.Reason)]
[RequiresDynamicCode(ReflectionPickleContext.Reason)]
internal static class ObjectPlan
{
    public static PickleConverter CreateConverter<T>(PickleMapping mapping)
    {
        Type type = typeof(T);
        PickleClassAttribute? mapped = type.GetCustomAttribute<PickleClassAttribute>(false);
        bool privateState = mapped?.PrivateState ?? type.GetCustomAttribute<PickleDictAttribute>(false)?.PrivateState ?? false;
        PyGlobal? pythonClass = mapped is null ? null : new PyGlobal(string.Intern(mapped.Module), string.Intern(mapped.Name));
        if (type.IsAbstract || type.IsInterface)
        {
            return new AbstractConverter<T>(new PickleObjectInfo(type, pythonClass, []) { KnownTypes = KnownTypesOf(type) });
        }

        List<MemberPlan> members = MemberFinder.Find(type, privateState);
        ConstructorInfo? constructor = ConstructorFinder.Find(type, members, privateState);
        MemberPlan? extension = members.Find(static member => member.IsExtensionData);
        MemberPlan[] used = [.. members.Where(static member => !member.IsExtensionData && (member.CanSet || member.Parameter >= 0))];
        if (used.Length == 0 && extension is null && MemberFinder.HasState(type))
        {
            throw new NotSupportedException(
                $"{TypeNames.Of(type)} holds something, but has no members that could be set; give them setters or a constructor that takes them, or map its fields with PrivateState = true");
        }

        PickleNaming naming = mapped is null ? mapping.DictNaming : mapping.ClassNaming;
        var info = new PickleObjectInfo(type, pythonClass, [.. used.Select(member => InfoOf(member, naming))])
        {
            FormerClasses = mapped is null ? [] : [.. mapped.FormerNames.Select(PickleObjectInfo.ClassOf)],
            Form = mapped?.Form ?? PickleForm.Dict,
            Missing = mapping.Missing,
            Extra = mapping.Extra,
            HasExtensionData = extension is not null,
            KnownTypes = KnownTypesOf(type),
        };
        return new ReflectionObjectConverter<T>(info, used, constructor, extension);
    }

    /// <summary>The name of a field or property as people know it: <c>_name</c> and backing fields lose their dress.</summary>
    public static string PlainName(string name)
    {
        if (name.StartsWith('<') && name.IndexOf('>', StringComparison.Ordinal) is > 1 and int end)
        {
            return name[1..end];
        }

        string plain = name.TrimStart('_');
        return plain.Length == 0 ? name : plain;
    }

    private static Type[] KnownTypesOf(Type type) =>
        [.. type.GetCustomAttributes<PickleKnownTypeAttribute>(false).Select(static known => known.Type)];

    private static PickleMemberInfo InfoOf(MemberPlan member, PickleNaming naming)
    {
        string plain = PlainName(member.Member.Name);
        string name = member.Attribute?.Name ?? PickleNames.Of(naming, plain);
        return new PickleMemberInfo(name)
        {
            MemberName = plain,
            FormerNames = member.Attribute?.FormerNames ?? [],
            IsRequired = member.Attribute?.Required == true || member.Member.IsDefined(typeof(RequiredMemberAttribute)),
        };
    }
}
