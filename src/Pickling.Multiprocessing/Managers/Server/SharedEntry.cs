namespace Pickling.Multiprocessing.Managers.Server;

/// <summary>A shared object under its id.</summary>
internal sealed class SharedEntry(string id, PickleManagerType type, object value)
{
    public string Id => id;

    public PickleManagerType Type => type;

    public object Value => value;

    /// <summary>How many proxies count on it. Guarded by the lock of <see cref="SharedObjects"/>.</summary>
    public long ReferenceCount { get; set; }
}
