namespace Pickling.Celery;

/// <summary>What is to be told of a task: its state with what belongs to it, as backends keep it.</summary>
/// <param name="Id">The task's id.</param>
/// <param name="ReplyTo">The queue that wants to know, where results are kept in no database; empty for none.</param>
/// <param name="Meta">The state.</param>
internal sealed record CeleryOutcome(string Id, string ReplyTo, byte[] Meta);
