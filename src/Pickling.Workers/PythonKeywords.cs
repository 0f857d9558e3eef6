namespace Pickling.Workers;

/// <summary>A dict with str keys whose values are written each by its own type.</summary>
/// <param name="Pairs">Keys and values.</param>
/// <param name="Function">The function whose arguments they are, for the error; null where they are none.</param>
internal sealed record PythonKeywords(IReadOnlyDictionary<string, object?> Pairs, string? Function = null);
