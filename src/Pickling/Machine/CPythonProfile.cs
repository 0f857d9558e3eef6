using System.Diagnostics.CodeAnalysis;

namespace Pickling.Machine;

/// <summary>Which CPython's bytes to write: the few rules in which the C picklers of different versions differ.</summary>
/// <remarks>
/// A profile is about how values are written. What a class of the standard library reduces itself to also changed over
/// the versions; that is in the graph and is written as it is there.
/// </remarks>
public sealed record CPythonProfile
{
    private CPythonProfile(params string[] versions) => Versions = versions;

    /// <summary>CPython 3.15, where the C and the Python pickler agree byte for byte.</summary>
    public static CPythonProfile Python315 { get; } = new("3.15") { SingleBytesAreShared = true };

    /// <summary>The C pickler of CPython 3.13 and 3.14.</summary>
    public static CPythonProfile Python313 { get; } = new("3.13", "3.14") { ExactListTailsAreMarked = true, ExactDictTailsAreMarked = true };

    /// <summary>The C pickler of CPython 3.8 to 3.12.</summary>
    public static CPythonProfile Python38 { get; } = Python313 with
    {
        Versions = ["3.8", "3.9", "3.10", "3.11", "3.12"],
        NestedGlobalsAreObjects = true,
        DecimalModuleIsShared = true,
    };

    /// <summary>The C pickler of CPython 3.7, which knows protocols up to 4.</summary>
    public static CPythonProfile Python37 { get; } = Python38 with
    {
        Versions = ["3.7"],
        HighestProtocol = 4,
        ByteArraysAreTexts = true,
        SingleBytesAreShared = true,
        StateSettersAreRefused = true,
    };

    /// <summary>The C pickler of CPython 3.6, which knows protocols up to 4.</summary>
    public static CPythonProfile Python36 { get; } = Python37 with
    {
        Versions = ["3.6"],
        IntegersOfProtocol0AreLong = true,
        FramesHoldEverything = true,
        ControlsStayInProtocol0 = true,
    };

    /// <summary>cPickle, the C pickler of CPython 2.7, which knows protocols up to 2.</summary>
    /// <remarks>
    /// It gives a memo entry only to what something else refers to as well, so a dump goes through the graph twice. What
    /// of a graph is which type of Python 2, and which bytes it cannot foretell, is told in <c>docs/python2.md</c>.
    /// </remarks>
    public static CPythonProfile Python27 { get; } = new("2.7")
    {
        HighestProtocol = 2,
        ExactDictTailsAreMarked = true,
        ByteArraysAreTexts = true,
        StateSettersAreRefused = true,
        ControlsStayInProtocol0 = true,
        MemoIsSparse = true,
        TypesArePython2 = true,
        FloatsHave17Digits = true,
    };

    /// <summary>Every profile, oldest first.</summary>
    public static IReadOnlyList<CPythonProfile> All { get; } = [Python27, Python36, Python37, Python38, Python313, Python315];

    /// <summary>The oldest version that the profile stands for, such as <c>3.15</c>.</summary>
    public string Name => Versions[0];

    /// <summary>The versions that the profile stands for, oldest first, such as <c>3.13</c> and <c>3.14</c>.</summary>
    public IReadOnlyList<string> Versions { get; private init; }

    /// <summary>The highest protocol that these versions know; a dump at a higher one is refused.</summary>
    public int HighestProtocol { get; private init; } = PickleOptions.HighestProtocol;

    // The C picklers of 3.x up to 3.14 wrap a trailing batch of one of a list in MARK (gh-135573).
    internal bool ExactListTailsAreMarked { get; private init; }

    // The C picklers up to 3.14 do so with a trailing batch of one of a dict, and end a dict or set of a multiple of
    // 1000 items with an empty batch.
    internal bool ExactDictTailsAreMarked { get; private init; }

    // Up to 3.12 a nested class below protocol 4 is written as any object that reduces to getattr(Outer, 'Inner'): the
    // outer class and the arguments are memoized (gh-82951).
    internal bool NestedGlobalsAreObjects { get; private init; }

    // Up to 3.12 the module name of Decimal is one object with a program's own string of that value.
    internal bool DecimalModuleIsShared { get; private init; }

    // Up to 3.7 a bytearray below protocol 3 is bytearray('..', 'latin-1').
    internal bool ByteArraysAreTexts { get; private init; }

    // Up to 3.7 and from 3.15 on, the bytes that a bytearray of one byte is made of are the one object for that byte.
    internal bool SingleBytesAreShared { get; private init; }

    // Up to 3.7 a reduce value has at most five items.
    internal bool StateSettersAreRefused { get; private init; }

    // 3.6 writes every integer of protocol 0 as LONG.
    internal bool IntegersOfProtocol0AreLong { get; private init; }

    // 3.6 gives the smallest frame a header, and puts the largest payload into one.
    internal bool FramesHoldEverything { get; private init; }

    // 3.6 escapes nothing in a text of protocol 0 but backslash, line feed and what is not Latin-1.
    internal bool ControlsStayInProtocol0 { get; private init; }

    // cPickle counts memo entries from 1, and gives one only to what has a second reference: see ReferenceCounts.
    internal bool MemoIsSparse { get; private init; }

    // 2.7 has bytes that are called str, an int of 64 bits beside long, and names that Python 3 has changed.
    internal bool TypesArePython2 { get; private init; }

    // cPickle writes the floats of protocol 0 with %.17g.
    internal bool FloatsHave17Digits { get; private init; }

    /// <summary>The profile for a version, such as <c>3.9</c> or <c>3.9.18</c>.</summary>
    /// <exception cref="ArgumentException">There is no profile for this version; the message names those that there are.</exception>
    public static CPythonProfile ForVersion(string version) => TryForVersion(version, out CPythonProfile? profile)
        ? profile
        : throw new ArgumentException(
            $"there is no profile for CPython '{version}', but for {string.Join(", ", All.SelectMany(known => known.Versions))}", nameof(version));

    /// <summary>The profile for a version, such as <c>3.9</c> or <c>3.9.18</c>; false when there is none.</summary>
    public static bool TryForVersion(string version, [NotNullWhen(true)] out CPythonProfile? profile)
    {
        ArgumentNullException.ThrowIfNull(version);
        profile = Version.TryParse(version, out Version? parsed)
            ? All.FirstOrDefault(known => known.Versions.Contains($"{parsed.Major}.{parsed.Minor}"))
            : null;
        return profile is not null;
    }

    /// <summary>The profile's name.</summary>
    public override string ToString() => Name;
}
