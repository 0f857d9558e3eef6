using Pickling.Tests.Corpus;

namespace Pickling.Interop.Tests.Peers;

/// <summary>Finds CPython as WebAssembly: an npm package that <c>eng/peers.sh</c> installs, run by Node.js.</summary>
internal static class PyodideLocator
{
    /// <summary>The command for one version, or null with the reason.</summary>
    public static PeerCommand? Find(string version, out string reason)
    {
        string package = Path.Combine(Repository.Root, ".peers", "node_modules", "py" + version.Replace(".", "", StringComparison.Ordinal));
        if (!File.Exists(Path.Combine(package, "pyodide.mjs")))
        {
            reason = $"no CPython {version}: eng/peers.sh has not installed its pyodide package into .peers";
            return null;
        }

        string? node = FindNode();
        if (node is null)
        {
            reason = $"no CPython {version}: Node.js is not on PATH";
            return null;
        }

        reason = "";
        string script = Path.Combine(PeerCommand.ScriptFolder, "peer.mjs");
        return new PeerCommand(version, node, ["--stack-size=4000", script, package, PeerCommand.ScriptFolder, Repository.CorpusFolder]);
    }

    private static string? FindNode()
    {
        string name = OperatingSystem.IsWindows() ? "node.exe" : "node";
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
    }
}
