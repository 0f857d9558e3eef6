namespace Pickling.Mapping;

/// <summary>How names of .NET members become names in Python.</summary>
public enum PickleNaming
{
    /// <summary><c>UnitPrice</c> becomes <c>unit_price</c>.</summary>
    SnakeCase,

    /// <summary><c>UnitPrice</c> stays.</summary>
    Unchanged,

    /// <summary><c>UnitPrice</c> becomes <c>unitPrice</c>.</summary>
    CamelCase,
}
