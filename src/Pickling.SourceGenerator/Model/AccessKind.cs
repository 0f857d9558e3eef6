namespace Pickling.SourceGenerator.Model;

/// <summary>How generated code comes at a member.</summary>
internal enum AccessKind
{
    /// <summary>As C# does.</summary>
    Direct,

    /// <summary>By an accessor of the runtime's, to a method.</summary>
    Method,

    /// <summary>By an accessor of the runtime's, to a field.</summary>
    Field,
}
