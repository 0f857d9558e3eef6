namespace Pickling.Multiprocessing.Managers;

/// <summary>A connection for calls, with the proxies of the result that it loads: the manager does not know yet that they are held here too.</summary>
internal sealed record CallConnection(PickleConnection Connection, List<PickleProxy> Arrived)
{
    /// <summary>Whether the connection can serve no further call.</summary>
    public bool IsClosed { get; set; }
}
