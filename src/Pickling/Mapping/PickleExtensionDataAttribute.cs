namespace Pickling.Mapping;

/// <summary>
/// Marks the <c>Dictionary&lt;string, object?&gt;</c> that keeps what a pickle holds beyond the members, as natural values; a dump
/// writes it back.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class PickleExtensionDataAttribute : Attribute;
