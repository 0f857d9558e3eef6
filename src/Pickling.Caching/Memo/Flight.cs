namespace Pickling.Caching.Memo;

/// <summary>One call that is under way, and those who wait for it.</summary>
internal abstract class Flight(string key)
{
    public string Key { get; } = key;

    /// <summary>The calls whose results are waited for within this one. Guarded by the memoizer's lock.</summary>
    public List<Flight> Awaited { get; } = [];

    /// <summary>Whether this call waits for another one, directly or by those that it waits for: then that one cannot wait for this.</summary>
    public bool WaitsFor(Flight other)
    {
        HashSet<Flight> seen = [];
        var open = new Stack<Flight>([this]);
        while (open.TryPop(out Flight? flight))
        {
            if (ReferenceEquals(flight, other))
            {
                return true;
            }

            if (seen.Add(flight))
            {
                flight.Awaited.ForEach(open.Push);
            }
        }

        return false;
    }
}
