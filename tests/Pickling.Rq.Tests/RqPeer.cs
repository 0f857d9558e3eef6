using System.Diagnostics;
using Pickling.EntityFrameworkCore.Tests;
using Pickling.Tests.Corpus;
using Xunit;

namespace Pickling.Rq.Tests;

/// <summary>Debian's Python with the real rq, which eng/peers.sh installs.</summary>
internal static class RqPeer
{
    public const string Program = "/usr/bin/python3";

    private static string Script => Path.Combine(Repository.Root, "tests", "Pickling.Rq.Tests", "rq_peer.py");

    /// <summary>Skips the test where rq is missing; with CI=true it fails.</summary>
    public static void Require()
    {
        if (Processes.TryRun(Program, out string output, "-c", "import rq"))
        {
            return;
        }

        string reason = $"{Program} has no rq (eng/peers.sh installs it on Debian): {output.Trim()}";
        Assert.True(Environment.GetEnvironmentVariable("CI") != "true", reason);
        Assert.Skip(reason);
    }

    /// <summary>Runs rq_peer.py to its end and gives what it printed.</summary>
    public static string Run(int port, string command, params string[] arguments)
    {
        bool succeeded = Processes.TryRun(Program, out string output, [Script, $"{port}", command, .. arguments]);
        Assert.True(succeeded, output);
        return output.Trim();
    }

    /// <summary>The repr of an expression of Python, after some statements.</summary>
    public static string Eval(int port, string statements, string expression) => Run(port, "eval", statements, expression);

    /// <summary>Runs jobs until the queues are empty.</summary>
    public static string WorkBurst(int port, params string[] queues) => Run(port, "worker", ["--burst", "--with-scheduler", .. queues]);

    /// <summary>A worker of Python that runs until it is killed.</summary>
    public static Process StartWorker(int port, params string[] arguments)
    {
        var start = new ProcessStartInfo(Program, [Script, $"{port}", "worker", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        Process process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
