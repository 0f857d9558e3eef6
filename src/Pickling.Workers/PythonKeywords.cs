namespace Pickling.Workers;

/// <summary>A dict with str keys whose values are written each by its own type.</summary>
internal sealed record PythonKeywords(IReadOnlyDictionary<string, object?> Pairs);
