using Pickling.Interop.Tests.Peers;
using Pickling.Machine;
using Pickling.Tests.Corpus;
using Xunit;

namespace Pickling.Interop.Tests.Live;

/// <summary>
/// The standard library's values from every CPython at every protocol: they read as the expected .NET values, come back byte
/// for byte, and PythonLibrary makes the very same bytes.
/// </summary>
public sealed class StandardLibraryTests(PeerCatalog catalog)
{
    private const int FailuresShown = 12;

    [Theory]
    [MemberData(nameof(PeerCatalog.VersionsAndProtocols), MemberType = typeof(PeerCatalog))]
    public void Values_read_as_dotnet_values_and_come_back_and_are_made_byte_for_byte(string version, int protocol)
    {
        Peer peer = catalog.Require(version);
        bool hasProfile = CPythonProfile.TryForVersion(version, out CPythonProfile? profile);
        bool isPython2 = version == "2.7";
        var python = Version.Parse(version);
        var dumpOptions = new PickleOptions { Protocol = protocol, FixImports = !isPython2, Profile = profile ?? CPythonProfile.Python315 };
        PickleOptions[] loadOptions = isPython2
            ? [new() { Encoding = "bytestring", FixImports = false }, new() { Encoding = "latin1" }]
            : [new()];

        List<string> failures = [];
        foreach (StandardCase row in StandardCases.All)
        {
            if (!row.Applies(python, protocol))
                continue;
            try
            {
                byte[] pickle = peer.Dumps(row.Source, protocol);
                foreach (PickleOptions options in loadOptions)
                    row.Check(Pickle.Loads(pickle, options));
                if (!hasProfile)
                    continue;
                CheckBytes("comes back", pickle, Pickle.Dumps(Pickle.Loads(pickle, loadOptions[0]), dumpOptions));
                if (row.Make is not null && !isPython2)
                    CheckBytes("is made", pickle, Pickle.Dumps(row.Make(python), dumpOptions));
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                failures.Add($"{row.Source}: {error.GetType().Name}: {error.Message}");
            }
        }

        Assert.True(failures.Count == 0, $"CPython {version}, protocol {protocol}: {failures.Count} failures:\n{string.Join('\n', failures.Take(FailuresShown))}");
    }

    private static void CheckBytes(string what, byte[] expected, byte[] actual) =>
        Assert.True(expected.AsSpan().SequenceEqual(actual), $"{what} otherwise, {Difference.Of(expected, actual)}");
}
