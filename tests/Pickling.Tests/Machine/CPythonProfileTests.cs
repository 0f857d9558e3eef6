using Pickling.Machine;
using Pickling.Model;
using Pickling.Tests.Corpus;
using Xunit;

namespace Pickling.Tests.Machine;

/// <summary>Profiles by version, what they refuse, and the bytes of values that come from elsewhere than the same pickle.</summary>
public sealed class CPythonProfileTests
{
    public static TheoryData<string> Versions => [.. CPythonProfile.All.SelectMany(profile => profile.Versions)];

    [Theory]
    [InlineData("3.6", "3.6")]
    [InlineData("3.7.16", "3.7")]
    [InlineData("3.8", "3.8")]
    [InlineData("3.9", "3.8")]
    [InlineData("3.12.1", "3.8")]
    [InlineData("3.14", "3.13")]
    [InlineData("3.15", "3.15")]
    public void Version_leads_to_the_profile_that_stands_for_it(string version, string name) =>
        Assert.Equal(name, CPythonProfile.ForVersion(version).Name);

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("2.6")]
    [InlineData("3.99")]
    [InlineData("three")]
    public void Version_without_profile_is_answered_with_those_that_there_are(string version)
    {
        Assert.False(CPythonProfile.TryForVersion(version, out _));
        var error = Assert.Throws<ArgumentException>(() => CPythonProfile.ForVersion(version));
        Assert.StartsWith(
            $"there is no profile for CPython '{version}', but for 2.7, 3.6, 3.7, 3.8, 3.9, 3.10, 3.11, 3.12, 3.13, 3.14, 3.15", error.Message);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Negative_protocol_is_the_highest_of_the_profile(string version)
    {
        CPythonProfile profile = CPythonProfile.ForVersion(version);
        int highest = version switch { "2.7" => 2, "3.6" or "3.7" => 4, _ => 5 };

        Assert.Equal(highest, profile.HighestProtocol);
        Assert.Equal(highest, Pickle.Dumps(null, new PickleOptions { Profile = profile, Protocol = -1 })[1]);
    }

    [Fact]
    public void Protocol_that_the_version_does_not_know_is_refused()
    {
        var error = Assert.Throws<PicklingException>(() => Pickle.Dumps(null, new PickleOptions { Profile = CPythonProfile.Python37 }));
        Assert.Equal("CPython 3.7 does not know protocol 5; its highest is 4", error.Message);
    }

    [Fact]
    public void State_setter_is_refused_where_reduce_values_have_five_items()
    {
        var value = new PyObject(new PyGlobal("m", "C"), PyTuple.Empty, PyConstruction.Reduce)
        {
            State = 1L,
            StateSetter = new PyGlobal("m", "set"),
        };

        Assert.NotEmpty(Pickle.Dumps(value, new PickleOptions { Profile = CPythonProfile.Python38, Protocol = 4 }));
        var error = Assert.Throws<PicklingException>(
            () => Pickle.Dumps(value, new PickleOptions { Profile = CPythonProfile.Python37, Protocol = 4 }));
        Assert.Contains("state setter", error.Message, StringComparison.Ordinal);
    }

    // The names were loaded as such, not as calls of getattr, so each profile has to find its own form.
    [Theory]
    [InlineData("global:nested", 0)]
    [InlineData("global:nested-twice", 0)]
    [InlineData("global:nested-method", 0)]
    [InlineData("object:nested-class", 2)]
    [InlineData("object:keywords", 2)]
    [InlineData("object:keywords-only", 2)]
    [InlineData("bytearray:empty", 0)]
    [InlineData("bytearray:short", 0)]
    [InlineData("bytearray:shared", 0)]
    [InlineData("str:crlf", 0)]
    [InlineData("str:controls", 0)]
    [InlineData("list:ints-of-every-size", 0)]
    public void Value_of_protocol_4_is_written_at_older_ones_as_the_version_writes_it(string name, int lowest)
    {
        foreach (CPythonProfile profile in CPythonProfile.All.Where(profile => profile.HighestProtocol >= 4))
        {
            CorpusEntry[] entries = [.. CorpusFile.Of(name).Where(entry => entry.Versions.Intersect(profile.Versions).Any())];
            object? value = Pickle.Loads(entries.First(entry => entry.Protocol == 4).Bytes);
            foreach (CorpusEntry entry in entries.Where(entry => entry.Protocol >= lowest && entry.Protocol < 4))
            {
                byte[] pickle = Pickle.Dumps(value, entry.DumpOptions with { Profile = profile });
                Assert.True(pickle.AsSpan().SequenceEqual(entry.Bytes), $"profile {profile}: {entry}\n  {Difference.Of(entry.Bytes, pickle)}");
            }
        }
    }

    // What CPython 3.7 and 3.12 write for [A.B.C, A.B, A], where the class of the second column has extension code 7.
    [Theory]
    [InlineData(0, null, "286c70300a635f5f6275696c74696e5f5f0a676574617474720a70310a2867310a28636d0a410a70320a56420a70330a7470340a5270350a56430a70360a7470370a5270380a6167350a6167320a612e")]
    [InlineData(2, null, "80025d710028635f5f6275696c74696e5f5f0a676574617474720a71016801636d0a410a71025801000000427103867104527105580100000043710686710752710868056802652e")]
    [InlineData(2, "A", "80025d710028635f5f6275696c74696e5f5f0a676574617474720a7101680182075801000000427102867103527104580100000043710586710652710768048207652e")]
    [InlineData(2, "A.B", "80025d710028635f5f6275696c74696e5f5f0a676574617474720a7101820758010000004371028671035271048207636d0a410a7105652e")]
    [InlineData(2, "A.B.C", "80025d7100288207635f5f6275696c74696e5f5f0a676574617474720a7101636d0a410a710258010000004271038671045271056802652e")]
    public void Outer_class_of_a_nested_one_is_written_as_what_it_is(int protocol, string? extension, string expected)
    {
        var value = new PyList { new PyGlobal("m", "A.B.C"), new PyGlobal("m", "A.B"), new PyGlobal("m", "A") };
        var options = new PickleOptions
        {
            Protocol = protocol,
            Profile = CPythonProfile.Python38,
            Extensions = extension is null ? new Dictionary<int, PyGlobal>() : new Dictionary<int, PyGlobal> { [7] = new("m", extension) },
        };

        Assert.Equal(expected, Convert.ToHexStringLower(Pickle.Dumps(value, options)));
    }

    // What CPython 3.6 and 3.7 write.
    [Fact]
    public void Text_of_a_bytearray_is_the_one_string_of_that_character()
    {
        var value = new PyList { "", new PyByteArray([]), new PyByteArray([]), new PyByteArray("a"u8.ToArray()), "a", "latin-1" };

        Assert.Equal(
            "5d7100285800000000710163" + "5f5f6275696c74696e5f5f0a6279746561727261790a7102286801" + "58070000006c6174696e2d317103747104527105"
            + "680228680158070000006c6174696e2d31710674710752710868022858010000006171" + "0958070000006c6174696e2d31710a74710b52710c6809"
            + "58070000006c6174696e2d31710d652e",
            Convert.ToHexStringLower(Pickle.Dumps(value, new PickleOptions { Protocol = 1, Profile = CPythonProfile.Python37 })));
    }

    [Fact]
    public void Class_nested_deeper_than_Python_can_is_refused_not_followed()
    {
        var value = new PyGlobal("m", string.Join('.', Enumerable.Repeat("A", 100_000)));

        var error = Assert.Throws<PicklingException>(
            () => Pickle.Dumps(value, new PickleOptions { Protocol = 2, Profile = CPythonProfile.Python38 }));
        Assert.Contains("a class nested 100000 levels deep", error.Message, StringComparison.Ordinal);
    }
}
