namespace Pickling.Caching.Memo;

/// <summary>One call that is under way, and those who wait for it.</summary>
internal abstract class Flight(string key, Flight? caller)
{
    public string Key { get; } = key;

    /// <summary>The memoized call in which this one was made; null for none.</summary>
    public Flight? Caller { get; } = caller;

    /// <summary>Whether a call waits for itself when it waits for another one.</summary>
    public bool IsMadeWithin(Flight other)
    {
        for (Flight? flight = this; flight is not null; flight = flight.Caller)
        {
            if (ReferenceEquals(flight, other))
            {
                return true;
            }
        }

        return false;
    }
}
