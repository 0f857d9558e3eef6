using System.Diagnostics;
using Pickling.Workers;

namespace Pickling.Rq;

/// <summary>A job while it runs.</summary>
internal sealed class RqRunningJob(string id, string queue) : RunningCall<RqInterruption>
{
    private readonly long _started = Stopwatch.GetTimestamp();

    public string Id => id;

    public string Queue => queue;

    public double Seconds => Stopwatch.GetElapsedTime(_started).TotalSeconds;
}
