namespace Pickling.Mapping;

/// <summary>
/// Names a type with a <see cref="PickleClassAttribute"/> that may stand where the marked class or interface is asked for; the
/// pickle's class decides.
/// </summary>
/// <param name="type">A class that derives from or implements the marked one.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface, AllowMultiple = true, Inherited = false)]
public sealed class PickleKnownTypeAttribute(Type type) : Attribute
{
    /// <summary>The type.</summary>
    public Type Type { get; } = type;
}
