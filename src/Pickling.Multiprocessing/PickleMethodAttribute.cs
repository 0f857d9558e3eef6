namespace Pickling.Multiprocessing;

/// <summary>Names the Python method or attribute that a member of a proxy's interface stands for, where the naming rule would not.</summary>
/// <param name="name">Its name in Python, such as <c>__len__</c>.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property)]
public sealed class PickleMethodAttribute(string name) : Attribute
{
    /// <summary>Its name in Python.</summary>
    public string Name { get; } = name;
}
