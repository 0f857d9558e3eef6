using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Pickling.Model;

namespace Pickling.Mapping.Reflection;

/// <summary>Makes the converters that attributes name.</summary>
internal static class CustomConverters
{
    public static PickleConverter Create(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] Type converterType, Type target)
    {
        ConstructorInfo constructor = converterType.GetConstructor(Type.EmptyTypes)
            ?? throw new NotSupportedException($"{TypeNames.Of(converterType)} needs a public constructor without parameters");
        return constructor.Invoke(null) is PickleConverter converter && converter.Type == target
            ? converter
            : throw new NotSupportedException($"{TypeNames.Of(converterType)} is no PickleConverter<{TypeNames.Of(target)}>");
    }
}
