namespace Pickling.SourceGenerator.Model;

/// <summary>A Python class that a type is mapped to.</summary>
/// <param name="Module">Its module.</param>
/// <param name="Name">Its qualified name.</param>
/// <param name="FormerNames">Full names that it had before.</param>
internal sealed record PythonClassModel(string Module, string Name, EquatableArray<string> FormerNames);
