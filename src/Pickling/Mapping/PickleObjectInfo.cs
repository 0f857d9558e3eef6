using System.Text;
using Pickling.Model;

namespace Pickling.Mapping;

/// <summary>How a .NET type is written as instances of a Python class, or as dicts: names, members in order, policies.</summary>
public sealed class PickleObjectInfo
{
    /// <summary>What stands for a key that is no member.</summary>
    internal const int NoMember = -1;

    private readonly byte[][] _names;
    private readonly (byte[] Name, int Member)[] _formerNames;
    private readonly PyGlobal[] _formerClasses;

    /// <summary>Describes a type.</summary>
    /// <param name="type">The .NET type.</param>
    /// <param name="pythonClass">The Python class; null for a dict.</param>
    /// <param name="members">The members in the order in which they are written; their numbers are what converters go by.</param>
    public PickleObjectInfo(Type type, PyGlobal? pythonClass, IReadOnlyList<PickleMemberInfo> members)
    {
        ArgumentNullException.ThrowIfNull(type);
        ArgumentNullException.ThrowIfNull(members);
        Type = type;
        Class = pythonClass;
        Members = members;
        MemberNames = [.. members.Select(static member => member.Name)];
        _names = [.. members.Select(member => Encoding.UTF8.GetBytes(member.Name))];
        _formerNames = [.. members.SelectMany((member, index) => member.FormerNames.Select(name => (Encoding.UTF8.GetBytes(name), index)))];
        _formerClasses = [];
        string? twice = members.Select(static member => member.Name)
            .Concat(members.SelectMany(static member => member.FormerNames))
            .GroupBy(static name => name, StringComparer.Ordinal)
            .FirstOrDefault(static group => group.Count() > 1)?.Key;
        if (twice is not null)
        {
            throw new NotSupportedException($"{TypeNames.Of(type)} has two members that are {twice} in Python; rename one with [PickleMember]");
        }
    }

    /// <summary>The .NET type.</summary>
    public Type Type { get; }

    /// <summary>The Python class; null for a dict.</summary>
    public PyGlobal? Class { get; }

    /// <summary>The members, in the order in which they are written.</summary>
    public IReadOnlyList<PickleMemberInfo> Members { get; }

    /// <summary>Python classes that loads take too.</summary>
    public IReadOnlyList<PyGlobal> FormerClasses
    {
        get => _formerClasses;
        init => _formerClasses = [.. value];
    }

    /// <summary>How Python makes an instance.</summary>
    public PickleForm Form { get; init; }

    /// <summary>What a load does when the pickle lacks a member.</summary>
    public PickleMissing Missing { get; init; }

    /// <summary>What a load does with what no member takes.</summary>
    public PickleExtra Extra { get; init; }

    /// <summary>Whether the type has a dictionary for what no member takes.</summary>
    public bool HasExtensionData { get; init; }

    /// <summary>Types that may stand where this one is asked for.</summary>
    public IReadOnlyList<Type> KnownTypes { get; init; } = [];

    /// <summary>A Python class by its full name: the last part is the class, what is before it the module.</summary>
    /// <param name="fullName">Such as <c>shop.models.Order</c>.</param>
    public static PyGlobal ClassOf(string fullName)
    {
        ArgumentNullException.ThrowIfNull(fullName);
        int dot = fullName.LastIndexOf('.');
        return dot > 0 && dot < fullName.Length - 1
            ? new PyGlobal(fullName[..dot], fullName[(dot + 1)..])
            : throw new ArgumentException($"{fullName} is no full name of a class, such as shop.models.Order", nameof(fullName));
    }

    // The members' names in Python, without a call through an interface for each.
    internal string[] MemberNames { get; }

    // Whether the members are arguments, and not a state that follows.
    internal bool TakesArguments => Class is not null && Form is PickleForm.Arguments or PickleForm.Call;

    /// <summary>Whether a Python class is this type's, or was.</summary>
    internal bool Takes(PyGlobal pythonClass) => pythonClass.Equals(Class) || Array.IndexOf(_formerClasses, pythonClass) >= 0;

    /// <summary>The member that a load would take a name for; null when there is none.</summary>
    internal PickleMemberInfo? FindMember(string name) => IndexOf(Encoding.UTF8.GetBytes(name), NoMember) is >= 0 and int index ? Members[index] : null;

    internal int IndexOf(ReadOnlySpan<byte> name, int likely)
    {
        if ((uint)likely < (uint)_names.Length && name.SequenceEqual(_names[likely]))
        {
            return likely;
        }

        for (int i = 0; i < _names.Length; i++)
        {
            if (name.SequenceEqual(_names[i]))
            {
                return i;
            }
        }

        foreach ((byte[] former, int member) in _formerNames)
        {
            if (name.SequenceEqual(former))
            {
                return member;
            }
        }

        return NoMember;
    }
}
