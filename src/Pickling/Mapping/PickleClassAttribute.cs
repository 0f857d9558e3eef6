namespace Pickling.Mapping;

/// <summary>Maps a class, struct or enum to a Python class; without it a type maps to a dict.</summary>
/// <param name="module">Module of the Python class, such as <c>shop.models</c>.</param>
/// <param name="name">Its qualified name, such as <c>Order</c> or <c>Order.Line</c>.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum, Inherited = false)]
public sealed class PickleClassAttribute(string module, string name) : Attribute
{
    /// <summary>Module of the Python class.</summary>
    public string Module { get; } = module;

    /// <summary>Its qualified name.</summary>
    public string Name { get; } = name;

    /// <summary>Full names that the class had before, such as <c>shop.Order</c>: loads take them too.</summary>
    public string[] FormerNames { get; set; } = [];

    /// <summary>How Python makes an instance. Default: <see cref="PickleForm.Dict"/>.</summary>
    public PickleForm Form { get; set; }

    /// <summary>Whether private fields are the members, and not public properties and fields. Default false.</summary>
    public bool PrivateState { get; set; }
}
