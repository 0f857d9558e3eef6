using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Pickling.Mapping.Reflection;

/// <summary>Types that mean nothing outside of their process.</summary>
internal static class Refusals
{
    private const string StateOfFramework =
        "what it holds is the framework's own and not in its members; write it as another type, give it a converter, or leave it out with [PickleIgnore]";

    /// <summary>Why a type is refused; null when it is not.</summary>
    public static string? ReasonOf(Type type)
    {
        if (type.IsPointer || type.IsFunctionPointer || type.IsByRef || type.IsByRefLike)
        {
            return "a pointer or reference into memory means nothing in another process";
        }

        if (typeof(Delegate).IsAssignableFrom(type))
        {
            return "a delegate is code of this process, and a pickle holds data; leave it out with [PickleIgnore]";
        }

        if (typeof(Stream).IsAssignableFrom(type) || typeof(TextReader).IsAssignableFrom(type) || typeof(TextWriter).IsAssignableFrom(type))
        {
            return "an open stream belongs to this process; pickle its contents, or leave it out with [PickleIgnore]";
        }

        return typeof(Task).IsAssignableFrom(type) || typeof(Thread).IsAssignableFrom(type) || typeof(WaitHandle).IsAssignableFrom(type)
            || typeof(MemberInfo).IsAssignableFrom(type) || typeof(Assembly).IsAssignableFrom(type)
            || typeof(System.Runtime.InteropServices.SafeHandle).IsAssignableFrom(type) || type == typeof(CancellationToken)
                ? "it belongs to this process; leave it out with [PickleIgnore], or give it a converter"
                : null;
    }

    /// <summary>
    /// Why a type without a converter is refused, because its members do not say what it holds; null when it is not. Structs
    /// of the framework that are nothing but their members, such as vectors, are taken.
    /// </summary>
    [RequiresUnreferencedCode(ReflectionPickleContext.Reason)]
    public static string? ReasonOfUnknown(Type type) => type.IsAbstract || !IsOfFramework(type)
        || (type.IsValueType && MemberFinder.Find(type, privateState: false).Exists(static member => member.CanSet))
            ? null
            : StateOfFramework;

    /// <summary>Whether a type is of .NET's own libraries, where nobody can add an attribute.</summary>
    public static bool IsOfFramework(Type type) => type.Namespace is { } name
        && (name == "System" || name.StartsWith("System.", StringComparison.Ordinal))
        && type.Assembly.GetName().Name!.StartsWith("System.", StringComparison.Ordinal);
}
