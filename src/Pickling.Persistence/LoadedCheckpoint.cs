namespace Pickling.Persistence;

/// <summary>A checkpoint that was loaded.</summary>
/// <typeparam name="T">The type of the state.</typeparam>
/// <param name="Number">Its number.</param>
/// <param name="Path">Its file.</param>
/// <param name="State">The state that was saved.</param>
/// <param name="Damaged">Why newer checkpoints were passed over; empty when this is the newest.</param>
public sealed record LoadedCheckpoint<T>(long Number, string Path, T State, IReadOnlyList<PersistedDataException> Damaged);
