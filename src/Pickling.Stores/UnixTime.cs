namespace Pickling.Stores;

/// <summary>Seconds since 1970, the clock of Python's caches.</summary>
internal static class UnixTime
{
    public static double Now => (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;

    /// <summary>The date of a time; null for never, also where the time is beyond .NET's dates.</summary>
    public static DateTimeOffset? ToDate(double? seconds) =>
        seconds is { } time && Math.Abs(time) < TimeSpan.MaxValue.TotalSeconds / 4 ? DateTimeOffset.UnixEpoch.AddSeconds(time) : null;
}
