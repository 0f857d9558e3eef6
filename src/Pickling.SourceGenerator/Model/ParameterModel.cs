namespace Pickling.SourceGenerator.Model;

/// <summary>A parameter of a constructor.</summary>
/// <param name="Type">Its type in C#.</param>
/// <param name="Default">Its default value in C#.</param>
internal sealed record ParameterModel(string Type, string Default);
