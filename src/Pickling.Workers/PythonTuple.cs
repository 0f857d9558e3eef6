namespace Pickling.Workers;

/// <summary>A tuple whose items are written each by its own type.</summary>
/// <param name="Items">The items.</param>
/// <param name="Function">The function whose arguments they are, for the error; null where they are none.</param>
internal sealed record PythonTuple(IReadOnlyList<object?> Items, string? Function = null);
