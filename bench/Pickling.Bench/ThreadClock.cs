using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Pickling.Bench;

/// <summary>CPU time of the calling thread, which is what a noisy machine disturbs least.</summary>
internal static class ThreadClock
{
    // <time.h> of Linux; elsewhere the wall clock stands in.
    private const int ThreadCpuTimeId = 3;

    /// <summary>Nanoseconds of CPU time that this thread has used so far.</summary>
    public static long Nanoseconds
    {
        get
        {
            if (OperatingSystem.IsLinux() && GetTime(ThreadCpuTimeId, out TimeSpec time) == 0)
            {
                return (time.Seconds * 1_000_000_000L) + time.Nanoseconds;
            }

            return Stopwatch.GetElapsedTime(0).Ticks * 100;
        }
    }

    [DllImport("libc", EntryPoint = "clock_gettime")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
