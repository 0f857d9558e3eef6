using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Pickling.SourceGenerator.Model;

/// <summary>A place in source that compares by value and holds no syntax tree.</summary>
internal sealed record LocationModel(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static LocationModel? Of(Location? location) => location?.SourceTree is { } tree
        ? new LocationModel(tree.FilePath, location.SourceSpan, location.GetLineSpan().Span)
        : null;

    public Location ToLocation() => Location.Create(Path, Span, Lines);
}
