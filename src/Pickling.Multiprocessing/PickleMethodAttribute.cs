namespace Pickling.Multiprocessing;

/// <summary>Names the Python method or attribute that a member of a proxy's interface stands for, where the naming rule would not.</summary>
/// <param name="name">Its name in Python, such as <c>__len__</c>.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property)]
public sealed class PickleMethodAttribute(string name) : Attribute
{
    /// <summary>Its name in Python.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// The type of the server that the result is shared as instead of copied, as for <see cref="PickleManagerType{T}.ProxyMethod"/>;
    /// null to copy it. Only a server looks at it: to a client a proxy is one whether it was said or not.
    /// </summary>
    public string? ResultTypeId { get; set; }
}
