using System.Collections;
using Microsoft.CodeAnalysis;
using Pickling.SourceGenerator.Model;

namespace Pickling.SourceGenerator.Parser;

/// <summary>Gathers what is wrong, each thing once.</summary>
internal sealed class DiagnosticBag : IEnumerable<DiagnosticModel>
{
    private readonly List<DiagnosticModel> _found = [];

    public void Add(DiagnosticDescriptor descriptor, Location? place, params string[] arguments)
    {
        var diagnostic = new DiagnosticModel(descriptor, LocationModel.Of(place), new EquatableArray<string>(arguments));
        if (!_found.Contains(diagnostic))
        {
            _found.Add(diagnostic);
        }
    }

    public IEnumerator<DiagnosticModel> GetEnumerator() => _found.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
