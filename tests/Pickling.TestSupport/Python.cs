using System.Diagnostics;
using Pickling.Interop.Tests.Peers;
using Pickling.Tests.Corpus;
using Xunit;

namespace Pickling.Multiprocessing.Tests;

/// <summary>A script of this folder, run by a real CPython.</summary>
public sealed class Python : IDisposable
{
    private static readonly TimeSpan TimeMax = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private Python(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Every version that connections are held to.</summary>
    public static TheoryData<string> Versions { get; } = ["2.7", "3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13"];

    /// <summary>Starts a script; without that Python the test is skipped, or fails where CI=true says that all must be there.</summary>
    public static Python Start(string version, string script, params string[] arguments)
    {
        PeerCommand? command = PythonLocator.Find(version, out string reason);
        if (command is null)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", reason);
            Assert.Fail(reason);
        }

        string path = Path.Combine(Repository.Root, "tests", "Pickling.Multiprocessing.Tests", script);
        var start = new ProcessStartInfo(command.Program, [path, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        return new Python(Process.Start(start)!);
    }

    /// <summary>Tells the script something.</summary>
    public void Write(string line) => _process.StandardInput.WriteLine(line);

    /// <summary>The next line that the script prints.</summary>
    public async Task<string> ReadLineAsync()
    {
        using var timeout = new CancellationTokenSource(TimeMax);
        string? line = await _process.StandardOutput.ReadLineAsync(timeout.Token);
        return line ?? throw new InvalidOperationException("The script ended: " + await _errors);
    }

    /// <summary>Waits for the end of the script, which must be a good one; returns what else it printed.</summary>
    public async Task<string> EndAsync()
    {
        using var timeout = new CancellationTokenSource(TimeMax);
        string output = await _process.StandardOutput.ReadToEndAsync(timeout.Token);
        await _process.WaitForExitAsync(timeout.Token);
        Assert.True(_process.ExitCode == 0, output + await _errors);
        return output.Trim();
    }

    /// <summary>Kills the script, as kill -9 does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
