using System.Numerics;
using Pickling.Model;
using Xunit;

namespace Pickling.Cli.Tests;

/// <summary>How values of the standard library look; what CPython's <c>str()</c> says of each was asked of it.</summary>
public class StandardTextTests
{
    public static TheoryData<object, string, string> Values => new()
    {
        { new DateTime(2026, 11, 22, 18, 30, 0), "datetime 2026-11-22 18:30:00", "\"2026-11-22T18:30:00\"" },
        { new DateTime(2026, 11, 22, 18, 30, 0, 0, 5), "datetime 2026-11-22 18:30:00.000005", "\"2026-11-22T18:30:00.000005\"" },
        { new DateTimeOffset(2026, 11, 22, 18, 30, 0, TimeSpan.Zero), "datetime 2026-11-22 18:30:00+00:00", "\"2026-11-22T18:30:00+00:00\"" },
        { new DateTimeOffset(2026, 11, 22, 18, 30, 0, TimeSpan.FromHours(-2)), "datetime 2026-11-22 18:30:00-02:00", "\"2026-11-22T18:30:00-02:00\"" },
        { new DateOnly(2020, 1, 2), "date 2020-01-02", "\"2020-01-02\"" },
        { new TimeOnly(1, 2, 3), "time 01:02:03", "\"01:02:03\"" },
        { TimeSpan.FromMicroseconds(-5), "timedelta -1 day, 23:59:59.999995", "-5e-06" },
        { TimeSpan.FromHours(49), "timedelta 2 days, 1:00:00", "176400.0" },
        { TimeSpan.FromMinutes(-1), "timedelta -1 day, 23:59:00", "-60.0" },
        { 1.10m, "Decimal 1.10", "\"1.10\"" },
        { new Guid("00000000-0000-0000-0000-000000000005"), "UUID 00000000-0000-0000-0000-000000000005", "\"00000000-0000-0000-0000-000000000005\"" },
        { new Complex(1, 2), "complex (1+2j)", "[1.0,2.0]" },
        { PythonLibrary.Time(new TimeOnly(1, 2, 3), fold: true, PythonLibrary.TimeZone(TimeSpan.Zero)), "time 01:02:03+00:00 fold=1", "\"01:02:03+00:00 fold=1\"" },
        { PythonLibrary.TimeZone(TimeSpan.FromHours(2), "X"), "timezone +02:00 (X)", "\"+02:00 (X)\"" },
        { PythonLibrary.Decimal("1E+400"), "Decimal 1E+400", "\"1E+400\"" },
        { PythonLibrary.PurePosixPath("/a/b"), "pathlib.PurePosixPath /a/b", "\"/a/b\"" },
        { PythonLibrary.IPAddress(System.Net.IPAddress.Parse("1.2.3.4")), "IPv4Address 1.2.3.4", "\"1.2.3.4\"" },
        { PythonLibrary.OrderedDict(new PyDict { ["a"] = 1L }), "collections.OrderedDict[1] {'a': 1}", "{\"a\":1}" },
        { PythonLibrary.Counter(new PyDict { ["a"] = 1L }), "collections.Counter", "{\"a\":1}" },
        { PythonLibrary.Deque([1L, 2L]), "collections.deque[2] [1, 2]", "[1,2]" },
        { PythonLibrary.Exception("ValueError", "bad"), "builtins.ValueError('bad')", "{\"$class\":\"builtins.ValueError\",\"$args\":[\"bad\"]}" },
        { PythonLibrary.EnumMember(new PyGlobal("shop", "Color"), 1L), "shop.Color(1)", "{\"$class\":\"shop.Color\",\"$args\":[1]}" },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Value_is_shown_as_people_write_it(object value, string shown, string json)
    {
        foreach (var protocol in new[] { 2, 5 })
        {
            var pickle = Pickle.Dumps(value, new PickleOptions { Protocol = protocol });
            Assert.Equal(shown, ToolRun.Of(pickle, "show", "-").Output.Split('\n')[1]);
            Assert.Equal(json + "\n", ToolRun.Of(pickle, "json", "--compact", "-").Output);
            var exact = ToolRun.Of(pickle, "json", "--exact", "-").OutputBytes;
            Assert.Equal(pickle, ToolRun.Of(exact, "from-json", "-").OutputBytes);
        }
    }

    [Theory]
    [InlineData("\u0080\u0004cbuiltins\ngetattr\n(cshop\nColor\nVRED\ntR.", "enum member shop.Color.RED")]
    [InlineData("c_operator\nor_\n(cbuiltins\ngetattr\n(cm\nP\nVW\ntRcbuiltins\ngetattr\n(cm\nP\nVR\ntRtR.", "enum member m.P.W | m.P.R")]
    [InlineData("\u0080\u0004c_operator\nor_\n(cbuiltins\ngetattr\n(cm\nP\nVW\ntRcbuiltins\ngetattr\n(cm\nP\nVR\ntRtR.", "enum member m.P.W | m.P.R")]
    [InlineData("\u0080\u0004cbuiltins\ngetattr\n(]Vappend\ntR.", "builtins.getattr")]
    [InlineData("ccopy_reg\n_reconstructor\n(cm\nA\nc__builtin__\nobject\nNtR(S'x'\nI1\ndb.", "m.A object")]
    [InlineData("ccollections\ndeque\n((lI5\ntRI1\naI2\na.", "collections.deque[2]")]
    public void Object_is_shown_by_what_it_is(string pickle, string expected) =>
        Assert.Equal(expected, ToolRun.Of(Samples.Ascii(pickle), "show", "-").Output.Split('\n')[1]);

    [Fact]
    public void Attributes_in_slots_and_of_Python_2_have_their_names()
    {
        var slots = ToolRun.Of(Samples.Ascii("cm\nA\n)\x81N(Vx\nI1\nd\u0086b."), "show", "-").Output;
        Assert.EndsWith("m.A object\n└─ .x: int 1\n", slots);
        var python2 = ToolRun.Of(Samples.Ascii("(im\nA\n(S'x'\nI1\ndb."), "show", "-").Output;
        Assert.EndsWith("m.A object\n└─ .x: int 1\n", python2);
        var deque = ToolRun.Of(Samples.Ascii("ccollections\ndeque\n((lI5\ntRI1\naI2\na."), "show", "-").Output;
        Assert.EndsWith("collections.deque[2]\n├─ maxlen: int 5\n├─ [0]: int 1\n└─ [1]: int 2\n", deque);
    }
}
