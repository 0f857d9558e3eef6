namespace Pickling.Celery;

/// <summary>A task as a part of a chord.</summary>
/// <param name="Id">The task's id.</param>
/// <param name="Group">The group that the parts are.</param>
/// <param name="Index">Its place among them, if it is known.</param>
internal sealed record CeleryChordPart(string Id, string Group, long? Index);
