namespace Pickling.Mapping;

/// <summary>Asks the source generator for the converter of a type, and of all types that it holds, in a partial <see cref="PickleContext"/>.</summary>
/// <param name="type">The type.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class PickleSerializableAttribute(Type type) : Attribute
{
    /// <summary>The type.</summary>
    public Type Type { get; } = type;
}
