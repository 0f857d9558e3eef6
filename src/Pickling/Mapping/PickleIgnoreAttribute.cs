namespace Pickling.Mapping;

/// <summary>Leaves a property or field out of pickles.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class PickleIgnoreAttribute : Attribute;
