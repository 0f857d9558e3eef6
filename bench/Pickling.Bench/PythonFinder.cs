using System.Diagnostics;
using System.Globalization;

namespace Pickling.Bench;

/// <summary>Finds the Pythons of this machine and picks the fastest, so that the comparison is with the best there is.</summary>
internal static class PythonFinder
{
    // In turns, the best of each: one slow moment of the machine must not choose the opponent.
    private const int ProbeRounds = 3;

    /// <summary>The fastest Python 3.8 or later by a short probe; null when there is none.</summary>
    public static string? Fastest()
    {
        Dictionary<string, long> best = [];
        string[] candidates = [.. Candidates()];
        for (int round = 0; round < ProbeRounds; round++)
        {
            foreach (string path in candidates)
            {
                if (Probe(path) is { } nanoseconds)
                {
                    best[path] = Math.Min(nanoseconds, best.GetValueOrDefault(path, long.MaxValue));
                }
            }
        }

        return best.Count == 0 ? null : best.MinBy(found => found.Value).Key;
    }

    /// <summary>Its version and build, in its own words.</summary>
    public static string Describe(string python) =>
        Ask(python, "-c", "import platform, sys; print(platform.python_implementation(), platform.python_version(), platform.python_compiler())") ?? "unknown";

    private static HashSet<string> Candidates()
    {
        HashSet<string> found = [];
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        foreach (string folder in folders.Prepend("/usr/bin"))
        {
            Add(Path.Combine(folder, OperatingSystem.IsWindows() ? "python.exe" : "python3"));
        }

        string versions = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pyenv", "versions");
        if (Directory.Exists(versions))
        {
            foreach (string version in Directory.EnumerateDirectories(versions).Order(StringComparer.Ordinal))
            {
                Add(Path.Combine(version, "bin", "python"));
            }
        }

        return found;

        void Add(string path)
        {
            if (File.Exists(path))
            {
                found.Add(path);
            }
        }
    }

    private static long? Probe(string python)
    {
        string? answer = Ask(python, Path.Combine(AppContext.BaseDirectory, "python_peer.py"), "probe");
        return long.TryParse(answer, CultureInfo.InvariantCulture, out long nanoseconds) ? nanoseconds : null;
    }

    private static string? Ask(string python, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            string answer = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? answer : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
