using Pickling.Model;
using Xunit;

namespace Pickling.Cli.Tests;

public class DiffCommandTests
{
    [Theory]
    [InlineData("N.", "N.")]
    [InlineData("I1\n.", "K\x01.")]
    [InlineData("(lI1\na.", "\x80\x02]q\0K\u0001a.")]
    [InlineData("Fnan\n.", "G\x7f\xf8\0\0\0\0\0\0.")]
    [InlineData("]q\0h\0a.", "(lp0\ng0\na.")]
    [InlineData("(]q\0h\0t.", "(]]t.")]
    [InlineData("\x8f(I1\nI2\n\x90.", "\x8f(I2\nI1\n\x90.")]
    [InlineData("c__main__\nA\n)\x81.", "ccopy_reg\n_reconstructor\n(c__main__\nA\nc__builtin__\nobject\nNtR.")]
    [InlineData("c__main__\nA\n)\x81}Vx\nI1\nsb.", "c__main__\nA\n)\x81N}Vx\nI1\ns\u0086b.")]
    [InlineData("(c__main__\nA\n)\x81Nd.", "(c__main__\nA\n)\x81Nd.")]
    public void Same_values_are_equal_whatever_wrote_them(string a, string b)
    {
        var run = Diff(Samples.Ascii(a), Samples.Ascii(b));
        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Theory]
    [InlineData("I1\n.", "F1.0\n.", "~ root: int 1 -> float 1.0")]
    [InlineData("I1\n.", "I01\n.", "~ root: int 1 -> bool True")]
    [InlineData("F0.0\n.", "F-0.0\n.", "~ root: float 0.0 -> float -0.0")]
    [InlineData("]I1\na.", "}.", "~ root: list[1] [1] -> dict[0] {}")]
    [InlineData("(I1\nI2\nt.", "(I1\nI3\nt.", "~ root[1]: int 2 -> int 3")]
    [InlineData("(Va\nI1\nd.", "(Vb\nI1\nd.", "- root['a']: int 1", "+ root['b']: int 1")]
    [InlineData("(I1\nI1\nd.", "(I01\nI1\nd.", "- root[1]: int 1", "+ root[True]: int 1")]
    [InlineData("\x8f(I1\nI2\n\x90.", "\x8f(I2\nI3\n\x90.", "- root{1}: int 1", "+ root{3}: int 3")]
    [InlineData("c__main__\nA\n.", "c__main__\nB\n.", "~ root: global __main__.A -> global __main__.B")]
    [InlineData("c__main__\nA\n)\x81.", "c__main__\nB\n)\x81.", "~ root: __main__.A() -> __main__.B()")]
    [InlineData("c__main__\nA\n)\x81(Vx\nI1\ndb.", "c__main__\nA\n)\x81(Vx\nI2\nVy\nI3\ndb.", "~ root.x: int 1 -> int 2", "+ root.y: int 3")]
    [InlineData("c__main__\nA\n)\x81I1\nb.", "c__main__\nA\n)\x81I2\nb.", "~ root.state: int 1 -> int 2")]
    [InlineData("c__main__\nA\n)\x81.", "c__main__\nA\n)\x81I2\nb.", "+ root.state: int 2")]
    [InlineData("c__main__\nA\n(I1\ntR.", "c__main__\nA\n(I2\ntR.", "~ root.args[0]: int 1 -> int 2")]
    [InlineData("c__main__\nA\n)\x81I1\na.", "c__main__\nA\n)\x81I1\naI2\na.", "+ root[1]: int 2")]
    [InlineData("P1\n.", "P2\n.", "~ root.id: str '1' -> str '2'")]
    [InlineData("I1\n.I2\n.", "I1\n.I3\n.N.", "~ pickle 2: root: int 2 -> int 3", "+ pickle 3: root: None")]
    public void Each_place_that_differs_has_its_line(string a, string b, params string[] lines)
    {
        var run = Diff(Samples.Ascii(a), Samples.Ascii(b));
        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Equal(lines, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[2..]);
    }

    [Fact]
    public void Item_that_was_put_in_or_taken_out_does_not_shift_the_others()
    {
        PyList before = [1L, new PyList { "a" }, 3L, new PyDict { ["k"] = 4L }];
        PyList after = [1L, new PyList { "a" }, "new", 3L, new PyDict { ["k"] = 4L }];
        Assert.EndsWith("\n+ root[2]: str 'new'\n", Diff(Pickle.Dumps(before), Pickle.Dumps(after)).Output);
        Assert.EndsWith("\n- root[2]: str 'new'\n", Diff(Pickle.Dumps(after), Pickle.Dumps(before)).Output);
    }

    [Fact]
    public void Order_of_keys_is_noted_and_a_difference_only_when_asked_for()
    {
        var a = Samples.Ascii("(Va\nI1\nVb\nI2\nd.");
        var b = Samples.Ascii("(Vb\nI2\nVa\nI1\nd.");
        var run = Diff(a, b);
        Assert.Equal(0, run.ExitCode);
        Assert.EndsWith("\n= root: the same keys in another order\n", run.Output);
        Assert.Equal(1, Diff(a, b, "--order").ExitCode);
    }

    [Fact]
    public void Objects_among_keys_and_in_sets_find_their_equals()
    {
        static byte[] Objects(params long[] numbers)
        {
            var set = new PySet();
            var dict = new PyDict();
            foreach (var number in numbers)
            {
                set.Add(new PyObject(new PyGlobal("m", "A"), [number], PyConstruction.Reduce));
                dict[new PyObject(new PyGlobal("m", "B"), [number], PyConstruction.Reduce)] = number;
            }

            return Pickle.Dumps(new PyTuple[] { [set, dict] });
        }

        Assert.Equal((0, ""), (Diff(Objects(1, 2), Objects(1, 2)).ExitCode, Diff(Objects(1, 2), Objects(1, 2)).Output));
        var run = Diff(Objects(1, 2), Objects(2, 3));
        Assert.Equal(
            ["- root[0][0]{m.A(1)}: m.A(1)", "+ root[0][0]{m.A(3)}: m.A(3)", "- root[0][1][m.B(1)]: int 1", "+ root[0][1][m.B(3)]: int 3"],
            run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[2..]);
    }

    [Fact]
    public void Long_texts_say_where_they_part()
    {
        var run = Diff(Pickle.Dumps(new string('x', 500) + "a"), Pickle.Dumps(new string('x', 500) + "b"));
        Assert.EndsWith("(from index 500 on)\n", run.Output);
    }

    [Fact]
    public void Output_is_bounded_and_says_how_much_more_there_is()
    {
        var a = Pickle.Dumps(Enumerable.Range(0, 1000).ToList());
        var b = Pickle.Dumps(Enumerable.Range(1, 1000).ToList());
        var lines = Diff(a, b).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(103, lines.Length);
        Assert.Equal("… 900 more differences", lines[^1]);
        lines = Diff(a, b, "--max", "0").Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("… 1000 differences", lines[^1]);
    }

    [Fact]
    public void Deep_doubling_and_cyclic_values_end()
    {
        Assert.Equal(0, Diff(Samples.Nested(200_000), Samples.Nested(200_000)).ExitCode);
        var run = Diff(Samples.Nested(200_000), Samples.Nested(199_999));
        Assert.Equal(1, run.ExitCode);
        Assert.True(run.Output.Length < 1000, run.Output);
        Assert.Equal(0, Diff(Samples.Doubling(60), Samples.Doubling(60)).ExitCode);
        Assert.Equal(1, Diff(Samples.Doubling(60), Samples.Doubling(59)).ExitCode);
        Assert.Equal(0, Diff(Samples.Order(), Samples.Order()).ExitCode);
    }

    [Fact]
    public void Trouble_has_an_exit_code_of_its_own()
    {
        using var folder = new TemporaryFolder();
        var good = folder.Write("good.pkl", "N."u8);
        var bad = folder.Write("bad.pkl", "]"u8);
        Assert.Equal((2, $"pickle: {folder["none.pkl"]}: no such file\n"), Result(ToolRun.Of("diff", good, folder["none.pkl"])));
        Assert.Equal(2, ToolRun.Of("diff", good, bad).ExitCode);
        Assert.Equal((2, "pickle: only one of the two can be standard input\n"), Result(ToolRun.Of("diff", "-", "-")));
        Assert.Equal((2, "pickle: --max must be 0 or more, not -1\n"), Result(ToolRun.Of("diff", good, good, "--max", "-1")));
    }

    [Fact]
    public void Standard_input_can_be_either_side_and_colours_are_for_terminals()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.pkl", "I1\n."u8);
        var run = ToolRun.Of("I2\n."u8.ToArray(), "diff", path, "-");
        Assert.Equal($"--- {path}\n+++ standard input\n~ root: int 1 -> int 2\n", run.Output);
        Assert.Contains("\x1b[", ToolRun.Of("I2\n."u8.ToArray(), isTerminal: true, "diff", "-", path).Output);
    }

    private static (int, string) Result(ToolRun run) => (run.ExitCode, run.Error);

    private static ToolRun Diff(byte[] a, byte[] b, params string[] options)
    {
        using var folder = new TemporaryFolder();
        return ToolRun.Of(["diff", folder.Write("a.pkl", a), folder.Write("b.pkl", b), .. options]);
    }
}
