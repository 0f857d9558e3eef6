using System.Reflection;

namespace Pickling.Mapping.Reflection;

/// <summary>One member of a class, as reflection found it: how it is got, how it is set, and what it is in Python.</summary>
internal sealed class MemberPlan(MemberInfo member, Type type)
{
    public MemberInfo Member { get; } = member;

    public Type Type { get; } = type;

    /// <summary>The method or field that gives the value.</summary>
    public MethodInfo? Getter { get; init; }

    /// <summary>The method that takes the value; null where it is the field, or the constructor alone.</summary>
    public MethodInfo? Setter { get; init; }

    /// <summary>The field, where the member is one, or is a property that only its field can set.</summary>
    public FieldInfo? Field { get; init; }

    /// <summary>The parameter of the constructor that takes the value, or -1.</summary>
    public int Parameter { get; set; } = -1;

    public bool IsExtensionData { get; init; }

    public int Order { get; init; }

    public PickleMemberAttribute? Attribute { get; init; }

    public bool CanSet => Setter is not null || Field is not null;
}
