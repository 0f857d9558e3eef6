using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Pickling.Model;

namespace Pickling.Mapping.Reflection;

/// <summary>Finds the constructor that makes instances, and which members its parameters take.</summary>
[RequiresUnreferencedCode(ReflectionPickleContext.Reason)]
[RequiresDynamicCode(ReflectionPickleContext.Reason)]
internal static class ConstructorFinder
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>
    /// The constructor; null for a struct without one. A class with private state and none without parameters is made without
    /// a constructor, as Python's <c>__new__</c> does.
    /// </summary>
    public static ConstructorInfo? Find(Type type, List<MemberPlan> members, bool privateState)
    {
        ConstructorInfo[] all = type.GetConstructors(Instance);
        ConstructorInfo[] marked = [.. all.Where(static constructor => constructor.IsDefined(typeof(PickleConstructorAttribute)))];
        if (marked.Length > 1)
        {
            throw new NotSupportedException($"{TypeNames.Of(type)} has several [PickleConstructor]");
        }

        ConstructorInfo? chosen = marked.FirstOrDefault()
            ?? all.FirstOrDefault(static constructor => constructor.GetParameters().Length == 0 && constructor.IsPublic)
            ?? (type.IsValueType && !IsRecordLike(members) ? null : OnlyPublic(all))
            ?? all.FirstOrDefault(static constructor => constructor.GetParameters().Length == 0);
        if (chosen is null && !type.IsValueType && !privateState)
        {
            throw new NotSupportedException(
                $"{TypeNames.Of(type)} has no constructor without parameters and not exactly one public one; mark one with [PickleConstructor]");
        }

        if (chosen is not null && marked.Length == 0 && chosen.GetParameters().Length == 0 && typeof(Exception).IsAssignableFrom(type)
            && all.Any(static constructor => constructor.IsPublic && constructor.GetParameters().Length > 0))
        {
            throw new NotSupportedException(
                $"{TypeNames.Of(type)} has several constructors, and only one of them sets its message; mark it with [PickleConstructor]");
        }

        if (privateState && chosen is not null && chosen.GetParameters().Length > 0 && marked.Length == 0)
        {
            return null;
        }

        if (chosen is not null)
        {
            Match(type, chosen, members);
        }

        return chosen;
    }

    // A struct whose members only a constructor can set.
    private static bool IsRecordLike(List<MemberPlan> members) => members.Any(static member => !member.CanSet);

    private static ConstructorInfo? OnlyPublic(ConstructorInfo[] all)
    {
        ConstructorInfo[] open = [.. all.Where(static constructor => constructor.IsPublic && constructor.GetParameters().Length > 0)];
        return open.Length == 1 ? open[0] : null;
    }

    private static void Match(Type type, ConstructorInfo constructor, List<MemberPlan> members)
    {
        ParameterInfo[] parameters = constructor.GetParameters();
        foreach (ParameterInfo parameter in parameters)
        {
            MemberPlan? member = members.Find(member => !member.IsExtensionData && IsOf(parameter, member));
            if (member is not null)
            {
                member.Parameter = parameter.Position;
            }
            else if (!parameter.HasDefaultValue || parameter.ParameterType.IsByRef)
            {
                throw new NotSupportedException(
                    $"the parameter {parameter.Name} of {TypeNames.Of(type)}'s constructor is no member; parameters need the names and types of members, or default values");
            }
        }
    }

    private static bool IsOf(ParameterInfo parameter, MemberPlan member) => parameter.ParameterType == member.Type
        && string.Equals(parameter.Name, ObjectPlan.PlainName(member.Member.Name), StringComparison.OrdinalIgnoreCase);
}
