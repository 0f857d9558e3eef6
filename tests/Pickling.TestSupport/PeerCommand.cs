using Pickling.Tests.Corpus;

namespace Pickling.Interop.Tests.Peers;

/// <summary>How to start one real CPython.</summary>
/// <param name="Version">Its version, such as <c>3.13</c>.</param>
/// <param name="Program">The program to start.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record PeerCommand(string Version, string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>Where the scripts that the peers run stand.</summary>
    public static string ScriptFolder { get; } = Path.Combine(Repository.Root, "tests", "Pickling.Interop.Tests", "Peers");
}
