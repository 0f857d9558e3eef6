namespace Pickling.SourceGenerator.Model;

/// <summary>One type whose converter a context makes.</summary>
/// <param name="Type">The type in C#, fully qualified.</param>
/// <param name="Name">A name for it among the context's members.</param>
/// <param name="Shape">Which converter it gets.</param>
/// <param name="Arguments">The types of items, keys or values.</param>
/// <param name="Text">The custom converter, the open generic type, what an enum's members are in Python, what a collection must be given when it is made, or why a type is refused; by shape.</param>
/// <param name="Class">The Python class; null for none.</param>
/// <param name="Object">The members, of a class or struct.</param>
internal sealed record TypeModel(
    string Type,
    string Name,
    TypeShape Shape,
    EquatableArray<string> Arguments,
    string? Text,
    PythonClassModel? Class,
    ObjectModel? Object);
