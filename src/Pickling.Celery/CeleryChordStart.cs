namespace Pickling.Celery;

/// <summary>A chord that begins: a backend has to know of it before its first part can end.</summary>
/// <param name="Group">Its group.</param>
/// <param name="Size">How many parts have to end.</param>
/// <param name="Form">The header's form, pickled as Celery keeps it, where there are groups in it; else null.</param>
internal sealed record CeleryChordStart(string Group, int Size, byte[]? Form);
