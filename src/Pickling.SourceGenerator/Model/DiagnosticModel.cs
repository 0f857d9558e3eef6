using Microsoft.CodeAnalysis;

namespace Pickling.SourceGenerator.Model;

/// <summary>Something that is wrong, to be told later.</summary>
internal sealed record DiagnosticModel(DiagnosticDescriptor Descriptor, LocationModel? Location, EquatableArray<string> Arguments)
{
    public Diagnostic ToDiagnostic() =>
        Diagnostic.Create(Descriptor, Location?.ToLocation(), [.. Arguments.Cast<object>()]);
}
