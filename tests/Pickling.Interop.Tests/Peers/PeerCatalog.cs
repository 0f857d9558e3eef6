using Pickling.Interop.Tests.Peers;
using Xunit;

[assembly: AssemblyFixture(typeof(PeerCatalog))]

namespace Pickling.Interop.Tests.Peers;

/// <summary>The real CPythons of this machine, each started when a test first asks for it and ended after the last test.</summary>
public sealed class PeerCatalog : IDisposable
{
    private readonly Dictionary<string, Lazy<Found>> _peers = Versions.ToDictionary(version => version, version => new Lazy<Found>(() => Find(version)));

    /// <summary>Every version that the project is held to.</summary>
    public static IReadOnlyList<string> Versions { get; } =
        ["2.7", "3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14", "3.15"];

    /// <summary>Each version with each protocol that it knows, for theories.</summary>
    public static TheoryData<string, int> VersionsAndProtocols()
    {
        var data = new TheoryData<string, int>();
        foreach (string version in Versions)
        {
            int highest = version switch { "2.7" => 2, "3.6" or "3.7" => 4, _ => 5 };
            for (int protocol = 0; protocol <= highest; protocol++)
            {
                data.Add(version, protocol);
            }
        }

        return data;
    }

    /// <summary>The running peer; without it the test is skipped, or fails where CI=true says that all must be there.</summary>
    internal Peer Require(string version)
    {
        Found found = _peers[version].Value;
        if (found.Peer is null)
        {
            if (Environment.GetEnvironmentVariable("CI") == "true")
            {
                Assert.Fail(found.Reason);
            }

            Assert.Skip(found.Reason);
        }

        return found.Peer;
    }

    /// <summary>Ends the peers.</summary>
    public void Dispose()
    {
        foreach (Lazy<Found> found in _peers.Values)
        {
            if (found.IsValueCreated)
            {
                found.Value.Peer?.Dispose();
            }
        }
    }

    private static Found Find(string version)
    {
        PeerCommand? command = PythonLocator.Find(version, out string reason);
        if (command is null && version is "3.14" or "3.15")
        {
            command = PyodideLocator.Find(version, out string otherReason);
            reason = otherReason;
        }

        return command is null ? new Found(null, reason) : new Found(Peer.Start(command), "");
    }

    private sealed record Found(Peer? Peer, string Reason);
}
