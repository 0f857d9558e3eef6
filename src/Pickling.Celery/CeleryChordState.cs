namespace Pickling.Celery;

/// <summary>A chord whose parts have all ended.</summary>
/// <param name="Parts">Their ends in the header's order, each a pickle or JSON of [1, id, state, result].</param>
/// <param name="Form">The header's form as Celery keeps it where there are groups in it (<see cref="CeleryForm"/>); else empty.</param>
internal sealed record CeleryChordState(IReadOnlyList<byte[]> Parts, byte[] Form);
