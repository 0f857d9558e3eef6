namespace Pickling.Mapping;

/// <summary>Says how a type that has no Python class is written as a dict.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class PickleDictAttribute : Attribute
{
    /// <summary>Whether private fields are the members, and not public properties and fields. Default false.</summary>
    public bool PrivateState { get; set; }
}
