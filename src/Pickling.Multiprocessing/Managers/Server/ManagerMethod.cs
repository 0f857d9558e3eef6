namespace Pickling.Multiprocessing.Managers.Server;

/// <summary>A method that may be called: what it does, and the type that its result is shared as, or null to copy the result.</summary>
internal sealed record ManagerMethod(Func<object, PickleManagerCall, ValueTask<object?>> Body, string? ResultTypeId);
