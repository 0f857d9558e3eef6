using System.Diagnostics.CodeAnalysis;

namespace Pickling.Mapping;

/// <summary>Gives a type or a member a converter of its own.</summary>
/// <param name="converterType">A <see cref="PickleConverter{T}"/> of exactly that type, with a public constructor without parameters.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Interface | AttributeTargets.Property | AttributeTargets.Field, Inherited = false)]
public sealed class PickleConverterAttribute(
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] Type converterType) : Attribute
{
    /// <summary>The converter's type.</summary>
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)]
    public Type ConverterType { get; } = converterType;
}
