namespace Pickling.Workers;

/// <summary>A tuple whose items are written each by its own type.</summary>
internal sealed record PythonTuple(IReadOnlyList<object?> Items);
