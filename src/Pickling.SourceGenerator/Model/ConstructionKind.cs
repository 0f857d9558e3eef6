namespace Pickling.SourceGenerator.Model;

/// <summary>How an object is made.</summary>
internal enum ConstructionKind
{
    /// <summary><c>default</c>: a struct without a constructor.</summary>
    Default,

    /// <summary><c>new</c>.</summary>
    New,

    /// <summary>A constructor that is not accessible.</summary>
    Accessor,

    /// <summary>Without a constructor, as Python's <c>__new__</c> does.</summary>
    Uninitialized,
}
