namespace Pickling.Celery;

/// <summary>What is to be told of a task: its state with what belongs to it, as backends keep it.</summary>
internal sealed record CeleryOutcome(CeleryRequest Request, byte[] Meta);
