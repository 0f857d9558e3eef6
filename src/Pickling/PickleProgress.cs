namespace Pickling;

/// <summary>How far a long load or dump has come.</summary>
/// <param name="Bytes">Bytes read or written so far.</param>
/// <param name="TotalBytes">Bytes of the whole input where known; null otherwise, and always for dumps.</param>
public readonly record struct PickleProgress(long Bytes, long? TotalBytes);
