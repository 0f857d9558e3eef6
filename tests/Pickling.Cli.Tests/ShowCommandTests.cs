using Pickling.Model;
using Xunit;

namespace Pickling.Cli.Tests;

public class ShowCommandTests
{
    [Fact]
    public void Tree_has_types_sizes_and_sharing_marks()
    {
        var pickle = Samples.Order();
        var run = ToolRun.Of(pickle, "show", "-");
        Assert.Equal(
            $"""
            standard input: {pickle.Length} bytes, protocol 5
            dict[6] #1
            ├─ 'id': int 17
            ├─ 'customer': shop.models.Customer object #2
            │  ├─ .name: str 'Ann'
            │  └─ .since: int 2019
            ├─ 'payer': -> #2 shop.models.Customer object
            ├─ 'lines': list[2]
            │  ├─ [0]: dict[2] {"{'sku': 'A-1', 'price': 9.5}"}
            │  └─ [1]: dict[2] {"{'sku': 'B-2', 'price': 1.0}"}
            ├─ 'scan': bytes[3] b'\x00\x01\xff'
            └─ 'self': -> #1 dict[6]

            """,
            run.Output);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
    }

    [Fact]
    public void Depth_and_items_bound_the_tree()
    {
        var run = ToolRun.Of(Samples.Order(), "show", "--depth", "1", "--items", "2", "-");
        Assert.EndsWith(
            """
            dict[6]
            ├─ 'id': int 17
            ├─ 'customer': shop.models.Customer object …
            └─ … 4 more

            """,
            run.Output);
        Assert.Equal("dict[6] …", ToolRun.Of(Samples.Order(), "show", "-d", "0", "-").Output.Split('\n')[1]);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    public void No_line_is_wider_than_asked_for(int width)
    {
        var pickle = Pickle.Dumps(new PyList { new string('x', 200), new PyDict { [new string('k', 90)] = new string('v', 90) } });
        var lines = ToolRun.Of(pickle, "show", "-w", $"{width}", "-").Output.Split('\n');
        Assert.All(lines, line => Assert.True(line.Length <= width, line));
        Assert.Contains(lines, line => line.Length == width && line.EndsWith('…'));
    }

    [Fact]
    public void Wide_characters_count_twice()
    {
        var lines = ToolRun.Of(Pickle.Dumps(new string('名', 100)), "show", "-w", "60", "-").Output.Split('\n');
        Assert.True(lines[1].Length < 40, lines[1]);
        Assert.EndsWith("名…", lines[1]);
    }

    [Theory]
    [InlineData("(lp0\n.", "list[0] []")]
    [InlineData("N.", "None")]
    [InlineData("I01\n.", "bool True")]
    [InlineData("Fnan\n.", "float nan")]
    [InlineData("S'abc'\n.", "bytestring[3] b'abc'")]
    [InlineData("cos\nsystem\n.", "global os.system")]
    [InlineData("cos\nsystem\n(S'ls'\ntR.", "os.system(b'ls')")]
    [InlineData("(dI1\nNs.", "dict[1] {1: None}")]
    [InlineData("I1\nI2\n\x86.", "tuple[2] (1, 2)")]
    public void Values_are_named_in_Pythons_words(string pickle, string expected) =>
        Assert.Equal(expected, ToolRun.Of(Samples.Ascii(pickle), "show", "-").Output.Split('\n')[1]);

    [Fact]
    public void Long_list_of_numbers_takes_one_line()
    {
        var pickle = Pickle.Dumps(PyList.FromInt64s(Enumerable.Range(0, 1000).Select(number => (long)number).ToArray()));
        Assert.Equal("list[1000] [0, 1, 2, 3, 4, 5, ...]", ToolRun.Of(pickle, "show", "-w", "40", "-").Output.Split('\n')[1]);
    }

    [Fact]
    public void Several_pickles_are_numbered()
    {
        var run = ToolRun.Of("N.I1\n."u8.ToArray(), "show", "-");
        Assert.Equal(
            "standard input, pickle 1 from byte 0: 2 bytes, protocol 0\nNone\n\n" +
            "standard input, pickle 2 from byte 2: 4 bytes, protocol 0\nint 1\n",
            run.Output);
    }

    [Fact]
    public void Names_from_the_pickle_cannot_steer_the_terminal()
    {
        var run = ToolRun.Of("c\x1b[31mos\nsys\rtem\n."u8.ToArray(), "show", "-");
        Assert.DoesNotContain('\x1b', run.Output);
        Assert.DoesNotContain('\r', run.Output);
    }

    [Fact]
    public void Deep_and_doubling_values_show_their_top()
    {
        Assert.Equal(9, ToolRun.Of(Samples.Nested(200_000), "show", "-").Output.Split('\n').Length);
        Assert.True(ToolRun.Of(Samples.Doubling(60), "show", "-d", "30", "-").Output.Split('\n').Length < 100);
    }

    [Fact]
    public void Colours_are_for_terminals_only()
    {
        Assert.Contains("\x1b[", ToolRun.Of(Samples.Order(), isTerminal: true, "show", "-").Output);
        Assert.DoesNotContain('\x1b', ToolRun.Of(Samples.Order(), isTerminal: false, "show", "-").Output);
    }
}
