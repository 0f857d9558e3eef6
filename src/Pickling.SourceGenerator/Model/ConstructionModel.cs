namespace Pickling.SourceGenerator.Model;

/// <summary>How an object is made.</summary>
/// <param name="Kind">How.</param>
/// <param name="Parameters">The constructor's parameters.</param>
/// <param name="Required">Members that C# wants to see set; their values come later.</param>
/// <param name="Accessor">The constructor, where it is not accessible.</param>
internal sealed record ConstructionModel(
    ConstructionKind Kind, EquatableArray<ParameterModel> Parameters, EquatableArray<string> Required, AccessModel? Accessor);
