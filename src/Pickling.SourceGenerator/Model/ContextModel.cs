namespace Pickling.SourceGenerator.Model;

/// <summary>One partial class that asks for converters.</summary>
/// <param name="Namespace">Its namespace; empty for the global one.</param>
/// <param name="Containers">The types around it, as the headers of their partial declarations, outermost first.</param>
/// <param name="Name">Its name.</param>
/// <param name="FullName">Its name with namespace and containers: what its files are called.</param>
/// <param name="HasConstructor">Whether it declares a constructor itself.</param>
/// <param name="HasDefault">Whether it gets no instance of its own: it has a member named Default, or cannot be made without arguments.</param>
/// <param name="CanBeWritten">Whether it is such that anything can be added to it.</param>
/// <param name="Types">The types whose converters it makes.</param>
/// <param name="Diagnostics">What is wrong.</param>
internal sealed record ContextModel(
    string Namespace,
    EquatableArray<string> Containers,
    string Name,
    string FullName,
    bool HasConstructor,
    bool HasDefault,
    bool CanBeWritten,
    EquatableArray<TypeModel> Types,
    EquatableArray<DiagnosticModel> Diagnostics);
