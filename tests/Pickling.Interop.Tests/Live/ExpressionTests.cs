using Pickling.Interop.Tests.Peers;
using Pickling.Machine;
using Pickling.Tests.Corpus;
using Xunit;

namespace Pickling.Interop.Tests.Live;

/// <summary>
/// Over a thousand Python expressions (<c>Peers/expressions.py</c>): what each CPython's C pickler writes for them, at every
/// protocol that it knows, loads here and is dumped to the same bytes.
/// </summary>
public sealed class ExpressionTests(PeerCatalog catalog)
{
    private const int FailuresShown = 8;
    private const int ExpressionsMin = 1400;
    private const int Mixes = 150;

    // CPython 2.7 lacks most of what the expressions are about.
    private const int ExpressionsMinOfPython2 = 700;

    /// <summary>Every version, for theories.</summary>
    public static TheoryData<string> Versions { get; } = [.. PeerCatalog.Versions];

    /// <summary>Every version of Python 3, for theories.</summary>
    public static TheoryData<string> VersionsOfPython3 { get; } = [.. PeerCatalog.Versions.Where(version => version != "2.7")];

    [Theory]
    [MemberData(nameof(Versions))]
    public void What_the_C_pickler_writes_for_an_expression_comes_back_byte_for_byte(string version)
    {
        Peer peer = catalog.Require(version);
        IReadOnlyList<ExpressionRow> rows = peer.Expressions();
        Check(rows, peer, version);
        Assert.InRange(rows.Select(row => row.Source).Distinct().Count(), version == "2.7" ? ExpressionsMinOfPython2 : ExpressionsMin, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(VersionsOfPython3))]
    public void Several_expressions_share_what_the_C_pickler_lets_them_share(string version)
    {
        Peer peer = catalog.Require(version);
        IReadOnlyList<ExpressionRow> rows = peer.MixedExpressions(TestSeed.Value, Mixes);
        TestContext.Current.TestOutputHelper?.WriteLine($"PICKLING_SEED={TestSeed.Value}");
        Check(rows, peer, version);
        Assert.InRange(rows.Count, Mixes, int.MaxValue);
    }

    private static void Check(IReadOnlyList<ExpressionRow> rows, Peer peer, string version)
    {
        bool hasProfile = CPythonProfile.TryForVersion(version, out CPythonProfile? profile);

        List<string> failures = [];
        List<(ExpressionRow Row, byte[] Pickle)> changed = [];
        foreach (ExpressionRow row in rows)
        {
            if (row.Pickle is null)
            {
                failures.Add(Say(row, version, $"  CPython refused it: {row.Error}"));
            }
            else if (TryRoundTrip(row, version, profile ?? CPythonProfile.Python315, out byte[] pickle, out string error))
            {
                if (!pickle.AsSpan().SequenceEqual(row.Pickle))
                {
                    changed.Add((row, pickle));
                }
            }
            else
            {
                failures.Add(Say(row, version, error));
            }
        }

        foreach ((ExpressionRow row, byte[] pickle) in changed.Where(item => hasProfile && item.Row.Exact))
        {
            failures.Add(Say(row, version, OpcodeDifference.Of(row.Pickle, pickle)));
        }

        AddOtherValues(failures, [.. changed.Where(item => !hasProfile || !item.Row.Exact)], peer);
        Assert.True(failures.Count == 0, $"{failures.Count} failures of {rows.Count}:\n{string.Join('\n', failures.Take(FailuresShown))}");
    }

    // Other bytes are right where only the value is promised, and Python sees the same value in them.
    private static void AddOtherValues(List<string> failures, IReadOnlyList<(ExpressionRow Row, byte[] Pickle)> changed, Peer peer)
    {
        IReadOnlyList<string> expected = peer.Describe(changed.Select(item => item.Row.Pickle!));
        IReadOnlyList<string> actual = peer.Describe(changed.Select(item => item.Pickle));
        for (int i = 0; i < changed.Count; i++)
        {
            if (expected[i] != actual[i])
            {
                failures.Add(Say(changed[i].Row, peer.Version, $"  {expected[i]}\n  {actual[i]}\n{OpcodeDifference.Of(changed[i].Row.Pickle, changed[i].Pickle)}"));
            }
        }
    }

    private static bool TryRoundTrip(ExpressionRow row, string version, CPythonProfile profile, out byte[] pickle, out string failure)
    {
        bool python2 = version == "2.7";
        var options = new PickleOptions
        {
            Protocol = row.Protocol,
            Profile = profile,
            Encoding = python2 ? "bytestring" : "ASCII",
            FixImports = !python2,
        };
        try
        {
            pickle = Pickle.Dumps(Pickle.Loads(row.Pickle, options), options);
            failure = "";
            return true;
        }
        catch (Exception error) when (error is PickleException or PicklingException)
        {
            pickle = [];
            failure = $"  {error.Message}\n{OpcodeDifference.Listing(row.Pickle)}";
            return false;
        }
    }

    private static string Say(ExpressionRow row, string version, string failure) =>
        $"CPython {version}, protocol {row.Protocol}: {row.Source}\n{failure}";
}
