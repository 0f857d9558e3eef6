using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Pickling.Model;

namespace Pickling.Mapping.Reflection;

/// <summary>Finds the members of a class: those of base classes first, each class's own as they are declared.</summary>
[RequiresUnreferencedCode(ReflectionPickleContext.Reason)]
internal static class MemberFinder
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>The members that take part, also those that only a constructor can set.</summary>
    public static List<MemberPlan> Find(Type type, bool privateState)
    {
        var classes = new Stack<Type>();
        for (Type? at = type; at is not null && at != typeof(object) && at != typeof(ValueType); at = at.BaseType)
        {
            classes.Push(at);
        }

        // What an exception's constructor takes is its message and its cause; the rest is about where it was thrown.
        if (privateState && typeof(Exception).IsAssignableFrom(type))
        {
            throw new NotSupportedException($"the private state of {TypeNames.Of(type)} is the runtime's too; map the exception without PrivateState");
        }

        List<MemberPlan> members = [];
        foreach (Type at in classes)
        {
            IEnumerable<MemberPlan> own = privateState
                ? at.GetFields(Declared).Where(static field => !IsIgnored(field)).Select(OfField)
                : OfPublic(at).Where(member => at != typeof(Exception) || !member.CanSet);
            foreach (MemberPlan member in own)
            {
                // An override, or a new member of the name: the most derived one counts, at the place of the first.
                int known = privateState ? -1 : members.FindIndex(other => other.Member.Name == member.Member.Name);
                if (known >= 0)
                {
                    members[known] = member;
                }
                else
                {
                    members.Add(member);
                }
            }
        }

        return [.. members.OrderBy(static member => member.Order)];
    }

    /// <summary>Whether a type of the program has fields, other than those of events and of what is ignored.</summary>
    public static bool HasState(Type type) => type.GetFields(Declared)
        .Any(static field => !IsIgnored(field) && !typeof(Delegate).IsAssignableFrom(field.FieldType));

    // By name those of the framework, whose reference assemblies, which the source generator sees, keep no other order.
    private static IEnumerable<MemberPlan> OfPublic(Type type) => type.GetMembers(Declared)
        .Where(static member => member is PropertyInfo or FieldInfo)
        .OrderBy(static member => member.MetadataToken)
        .OrderBy(member => Refusals.IsOfFramework(type) ? member.Name : "", StringComparer.Ordinal)
        .OrderBy(static member => member is FieldInfo ? 1 : 0)
        .Where(member => !IsIgnored(member))
        .Select(member => member is PropertyInfo property ? OfProperty(property, type) : OfPublicField((FieldInfo)member))
        .OfType<MemberPlan>();

    private static MemberPlan? OfProperty(PropertyInfo property, Type type)
    {
        bool asked = IsAsked(property);
        if (property.GetMethod is not { } getter || property.GetIndexParameters().Length > 0 || (!getter.IsPublic && !asked))
        {
            return null;
        }

        MethodInfo? setter = property.SetMethod ?? SetterOfBase(property, getter);
        FieldInfo? field = setter is null && asked ? type.GetField($"<{property.Name}>k__BackingField", Declared) : null;
        return new MemberPlan(property, property.PropertyType)
        {
            Getter = getter,
            Setter = setter is not null && (setter.IsPublic || asked || property.IsDefined(typeof(RequiredMemberAttribute))) ? setter : null,
            Field = field,
            Attribute = property.GetCustomAttribute<PickleMemberAttribute>(),
            Order = property.GetCustomAttribute<PickleMemberAttribute>()?.Order ?? 0,
            IsExtensionData = property.IsDefined(typeof(PickleExtensionDataAttribute)),
        };
    }

    // An override of the getter alone is set as the property of its base class is.
    private static MethodInfo? SetterOfBase(PropertyInfo property, MethodInfo getter)
    {
        Type? at = getter.GetBaseDefinition() == getter ? null : property.DeclaringType!.BaseType;
        while (at is not null)
        {
            if (at.GetProperty(property.Name, Declared, null, property.PropertyType, Type.EmptyTypes, null)?.SetMethod is { } setter)
            {
                return setter;
            }

            at = at.BaseType;
        }

        return null;
    }

    private static MemberPlan? OfPublicField(FieldInfo field) => field.IsPublic || IsAsked(field) ? OfField(field) : null;

    private static MemberPlan OfField(FieldInfo field) => new(field, field.FieldType)
    {
        Field = field,
        Attribute = field.GetCustomAttribute<PickleMemberAttribute>(),
        Order = field.GetCustomAttribute<PickleMemberAttribute>()?.Order ?? 0,
        IsExtensionData = field.IsDefined(typeof(PickleExtensionDataAttribute)),
    };

    private static bool IsAsked(MemberInfo member) =>
        member.IsDefined(typeof(PickleMemberAttribute)) || member.IsDefined(typeof(PickleExtensionDataAttribute));

    // The attribute may stand on the property whose field it is.
    private static bool IsIgnored(MemberInfo member) => member.IsDefined(typeof(PickleIgnoreAttribute))
        || (member is FieldInfo && member.Name.EndsWith(">k__BackingField", StringComparison.Ordinal)
            && member.DeclaringType!.GetProperty(member.Name[1..member.Name.IndexOf('>', StringComparison.Ordinal)], Declared)
                ?.IsDefined(typeof(PickleIgnoreAttribute)) == true);
}
