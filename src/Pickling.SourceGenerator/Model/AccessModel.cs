namespace Pickling.SourceGenerator.Model;

/// <summary>How generated code comes at a member, be it private, read-only or init-only.</summary>
/// <param name="Kind">How.</param>
/// <param name="Name">The name in C#, of the method or of the field.</param>
/// <param name="Cast">The base class that declares it, where it is inherited.</param>
/// <param name="Owner">The class that declares it, as it is declared: with type parameters.</param>
/// <param name="OwnerName">A name for that class.</param>
/// <param name="TypeParameters">Its type parameters and those around it, such as <c>&lt;T&gt;</c>; empty for none.</param>
/// <param name="TypeArguments">What stands for them.</param>
/// <param name="Constraints">What is asked of them.</param>
/// <param name="Types">The member's type, or those of a constructor's parameters, as declared.</param>
internal sealed record AccessModel(
    AccessKind Kind,
    string Name,
    string? Cast,
    string Owner,
    string OwnerName,
    string TypeParameters,
    string TypeArguments,
    string Constraints,
    EquatableArray<string> Types);
