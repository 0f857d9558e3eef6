using Pickling.EntityFrameworkCore.Tests;
using Pickling.Tests.Corpus;
using Xunit;

namespace Pickling.Stores.Tests;

/// <summary>Debian's Python with the real stores, which eng/peers.sh installs.</summary>
internal static class Python
{
    public const string Program = "/usr/bin/python3";

    /// <summary>Skips the test where a module is missing; with CI=true it fails.</summary>
    public static void Require(string module)
    {
        if (Processes.TryRun(Program, out string output, "-c", $"import {module}"))
        {
            return;
        }

        string reason = $"{Program} has no {module} (eng/peers.sh installs it on Debian): {output.Trim()}";
        Assert.True(Environment.GetEnvironmentVariable("CI") != "true", reason);
        Assert.Skip(reason);
    }

    /// <summary>Runs store_peer.py and gives what it printed.</summary>
    public static string Run(params string[] arguments) => RunScript("store_peer.py", arguments);

    /// <summary>Runs a script of this folder and gives what it printed.</summary>
    public static string RunScript(string name, params string[] arguments)
    {
        string script = Path.Combine(Repository.Root, "tests", "Pickling.Stores.Tests", name);
        bool succeeded = Processes.TryRun(Program, out string output, [script, .. arguments]);
        Assert.True(succeeded, output);
        return output.Trim();
    }
}
