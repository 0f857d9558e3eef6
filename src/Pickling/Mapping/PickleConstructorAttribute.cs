namespace Pickling.Mapping;

/// <summary>
/// Says which constructor makes instances; its parameters get the members of the same name. Without it: the one without
/// parameters, else the only public one.
/// </summary>
[AttributeUsage(AttributeTargets.Constructor)]
public sealed class PickleConstructorAttribute : Attribute;
