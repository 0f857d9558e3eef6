namespace Pickling.Model;

/// <summary>What <see cref="PythonEquality.StructuralEquals"/> looks at beyond types and content.</summary>
[Flags]
public enum StructuralComparison
{
    /// <summary>Dicts and sets may differ in order, and what is shared in one graph may be a copy in the other.</summary>
    None = 0,

    /// <summary>Dicts and sets must hold their items in the same order.</summary>
    Order = 1,

    /// <summary>What is one object in one graph must be one object in the other (for containers and constructed objects).</summary>
    Sharing = 2,

    /// <summary>Order counts, sharing does not.</summary>
    Default = Order,
}
