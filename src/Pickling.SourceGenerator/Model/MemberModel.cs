namespace Pickling.SourceGenerator.Model;

/// <summary>A property or field.</summary>
/// <param name="Name">Its name as people know it.</param>
/// <param name="Type">Its type in C#.</param>
/// <param name="PythonName">Its name in Python; null for what the naming policy gives.</param>
/// <param name="FormerNames">Names that it had before.</param>
/// <param name="IsRequired">Whether a load fails when it is missing.</param>
/// <param name="Converter">The converter that its attribute names.</param>
/// <param name="Direct">How it goes past its converter.</param>
/// <param name="Parameter">The parameter of the constructor that takes it, or -1.</param>
/// <param name="Getter">How it is read.</param>
/// <param name="Setter">How it is set; null where the constructor alone can.</param>
internal sealed record MemberModel(
    string Name,
    string Type,
    string? PythonName,
    EquatableArray<string> FormerNames,
    bool IsRequired,
    string? Converter,
    DirectKind Direct,
    int Parameter,
    AccessModel Getter,
    AccessModel? Setter);
