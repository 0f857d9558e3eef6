namespace Pickling.Caching;

/// <summary>What a <see cref="MemoStore"/> holds for a key.</summary>
/// <typeparam name="T">The type of the result.</typeparam>
/// <param name="IsFound">Whether there is a result that has not expired.</param>
/// <param name="Value">The result, which may itself be null; meaningless if none was found.</param>
public readonly record struct MemoEntry<T>(bool IsFound, T? Value);
