namespace Pickling.Multiprocessing.Managers;

/// <summary>What a manager answered to a call, with the proxies in it, which are not counted yet.</summary>
internal readonly record struct CallReply(object? Value, PickleProxy[] Arrived);
