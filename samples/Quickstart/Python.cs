using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Pickling;

namespace Quickstart;

/// <summary>A real Python to exchange pickles with: its path, and the newest protocol that both sides know.</summary>
internal sealed class Python
{
    private readonly string _path;

    private Python(string path, string version, int protocol)
    {
        _path = path;
        Version = version;
        Protocol = protocol;
    }

    /// <summary>Such as <c>2.7.18</c>.</summary>
    public string Version { get; }

    /// <summary>2 for Python 2.7, 4 up to Python 3.7, 5 from 3.8.</summary>
    public int Protocol { get; }

    /// <summary>Asks an interpreter who it is; null when there is none at that path.</summary>
    public static async Task<Python?> FindAsync(string path)
    {
        const string Question = "import pickle, platform; print('%s %d' % (platform.python_version(), pickle.HIGHEST_PROTOCOL))";
        try
        {
            using Process process = Launch(path, "-c", Question);
            string[] answer = (await process.StandardOutput.ReadToEndAsync()).Split(' ');
            await process.WaitForExitAsync();
            return process.ExitCode == 0 && answer.Length == 2 && int.TryParse(answer[1], CultureInfo.InvariantCulture, out int highest)
                ? new(path, answer[0], Math.Min(highest, PickleOptions.HighestProtocol))
                : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Starts one of the scripts beside this program.</summary>
    public Process Start(string script, params string[] arguments) =>
        Launch(_path, [Path.Combine(AppContext.BaseDirectory, "python", script), .. arguments]);

    /// <summary>Runs one of the scripts to its end; true if it found all well.</summary>
    public async Task<bool> RunAsync(string script, string[] arguments, CancellationToken cancellationToken)
    {
        using Process process = Start(script, arguments);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0;
    }

    private static Process Launch(string path, params string[] arguments)
    {
        ProcessStartInfo start = new(path, arguments) { RedirectStandardOutput = true };

        // Leaves no compiled files beside the scripts.
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        return Process.Start(start)!;
    }
}
