namespace Pickling.Stores.Disk;

/// <summary>A value as diskcache's table has it.</summary>
/// <param name="Size">Bytes in the file of its own; 0 without one.</param>
/// <param name="Mode">How to read it, a <see cref="DiskMode"/>.</param>
/// <param name="FileName">Its file below the cache's folder, or null.</param>
/// <param name="Column">The value or its pickle, where there is no file.</param>
internal readonly record struct DiskValue(long Size, long Mode, string? FileName, object? Column);
