namespace Pickling.Celery;

/// <summary>Where messages come from: what they say of the task that sends them.</summary>
/// <param name="RootId">The first of all tasks; null where each begins by itself.</param>
/// <param name="ParentId">The task that sends them; null for a client.</param>
/// <param name="ReplyTo">The queue that wants their results, of who keeps results in no database; else empty.</param>
internal sealed record CeleryOrigin(string? RootId, string? ParentId, string ReplyTo)
{
    public static CeleryOrigin Of(CeleryRequest request) => new(request.Message.Header("root_id") ?? request.Id, request.Id, request.Message.ReplyTo);
}
