namespace Pickling.Celery;

/// <summary>What is to be done when all parts of a chord have ended.</summary>
/// <param name="Group">The chord's group.</param>
/// <param name="Canvas">What is to be sent; null for nothing.</param>
/// <param name="Failure">What is to be kept as the body's result, when a part failed; else null.</param>
internal sealed record CeleryChordEnd(string Group, CeleryCanvas? Canvas, CeleryOutcome? Failure);
