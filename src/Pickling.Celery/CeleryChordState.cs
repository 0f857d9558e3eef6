namespace Pickling.Celery;

/// <summary>A chord whose parts have all ended.</summary>
/// <param name="Parts">Their ends in the header's order, each a pickle or JSON of [1, id, state, result].</param>
/// <param name="HasGroups">Whether Celery kept the header's form, because there are groups in it.</param>
internal sealed record CeleryChordState(IReadOnlyList<byte[]> Parts, bool HasGroups);
