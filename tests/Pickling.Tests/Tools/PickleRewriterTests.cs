using System.Text;
using Pickling.Model;
using Pickling.Tests.Corpus;
using Pickling.Tools;
using Xunit;

namespace Pickling.Tests.Tools;

public class PickleRewriterTests
{
    // A text of two characters and one of three: in frames, a length changes.
    private static readonly PickleRewriter Rename = new()
    {
        MapGlobal = (module, name) => (module == "m" ? "new" : module, name == "C" ? "Cls" : name) is var renamed && renamed == (module, name) ? null : renamed,
    };

    private static readonly PickleRewriter Replace = new() { MapString = text => text == "m" ? "data" : null };

    public static TheoryData<string> Names => CorpusFile.Names();

    [Theory]
    [InlineData("GLOBAL", "cm\nC\n.", "cnew\nCls\n.")]
    [InlineData("INST", "(im\nC\n.", "(inew\nCls\n.")]
    [InlineData("GLOBAL and what is around it", "\u0080\u0002]q\0cm\nX\nq\u0001a.", "\u0080\u0002]q\0cnew\nX\nq\u0001a.")]
    [InlineData("STACK_GLOBAL", "\u0080\u0004\u008c\u0001m\u008c\u0001C\u0093.", "\u0080\u0004\u008c\u0003new\u008c\u0003Cls\u0093.")]
    [InlineData("strings in the memo", "\u0080\u0004\u008c\u0001m\u0094\u008c\u0001C\u0094\u0093\u0094.", "\u0080\u0004\u008c\u0003new\u0094\u008c\u0003Cls\u0094\u0093\u0094.")]
    [InlineData("module shared by classes", "(\u008c\u0001m\u0094\u008c\u0001A\u0093h\0\u008c\u0001B\u0093t.", "(\u008c\u0003new\u0094\u008c\u0001A\u0093h\0\u008c\u0001B\u0093t.")]
    [InlineData("module shared with later data", "(\u008c\u0001m\u0094\u008c\u0001A\u0093h\0t.", "(\u008c\u0001m\u0094\u008c\u0001A00\u008c\u0003new\u008c\u0001A\u0093h\0t.")]
    [InlineData("module shared with earlier data", "(\u008c\u0001m\u0094h\0\u008c\u0001A\u0093t.", "(\u008c\u0001m\u0094\u008c\u0003new\u008c\u0001A\u0093t.")]
    [InlineData("name shared with earlier data", "(\u008c\u0001C\u0094\u008c\u0001k\u0094h\0\u0093t.", "(\u008c\u0001C\u0094\u008c\u0001k\u0094\u008c\u0003Cls\u0093t.")]
    [InlineData("name that another class keeps", "(\u008c\u0001m\u0094\u008c\u0001m\u0094\u0093h\0h\u0001\u0093t.", "(\u008c\u0003new\u0094\u008c\u0001m\u0094\u0093h\0h\u0001\u0093t.")]
    [InlineData("frame", "\u0080\u0004\u0095\u0008\0\0\0\0\0\0\0\u008c\u0001m\u008c\u0001C\u0093.", "\u0080\u0004\u0095\u000c\0\0\0\0\0\0\0\u008c\u0003new\u008c\u0003Cls\u0093.")]
    [InlineData("several pickles", "cm\nA\n.N.cm\nB\n.", "cnew\nA\n.N.cnew\nB\n.")]
    [InlineData("memo that starts anew", "\u008c\u0001m\u0094.\u008c\u0001k\u0094\u008c\u0001C\u0093h\0\u0086.", "\u008c\u0001m\u0094.\u008c\u0001k\u0094\u008c\u0003Cls\u0093h\0\u0086.")]
    [InlineData("DUP of a name", "\u008c\u0001k\u008c\u0001C2\u0094\u0093\u0086.", "\u008c\u0001k\u008c\u0001C2\u009400\u008c\u0001C\u008c\u0003Cls\u0093\u0086.")]
    [InlineData("extension codes and persistent ids stay", "(\u0082\u0001Pm\nt.", "(\u0082\u0001Pm\nt.")]
    [InlineData("what names a class without a string stays", "NN\u0093.", "NN\u0093.")]
    public void Class_is_renamed_and_nothing_else(string what, string pickle, string expected)
    {
        var actual = Latin1(Rename.Rewrite(Bytes(pickle)));
        Assert.True(expected == actual, $"{what}: {Show(actual)}");
    }

    [Theory]
    [InlineData("text of protocol 0", "Vm\n.", "Vdata\n.")]
    [InlineData("Python 2 text of protocol 0", "S'm'\n.", "S'data'\n.")]
    [InlineData("Python 2 text", "U\u0001m.", "U\u0004data.")]
    [InlineData("text of protocol 1", "X\u0001\0\0\0m.", "X\u0004\0\0\0data.")]
    [InlineData("short text", "\u0080\u0004\u008c\u0001m.", "\u0080\u0004\u008c\u0004data.")]
    [InlineData("text that is fetched", "(Vm\np0\ng0\nt.", "(Vdata\np0\ng0\nt.")]
    [InlineData("class stays", "(cm\nm\n\u008c\u0001m\u008c\u0001m\u0093t.", "(cm\nm\n\u008c\u0001m\u008c\u0001m\u0093t.")]
    [InlineData("class that shares the text stays", "\u0080\u0004(\u008c\u0001m\u0094h\0\u008c\u0001A\u0093t.", "\u0080\u0004(\u008c\u0004data\u0094\u008c\u0001m\u008c\u0001A\u0093t.")]
    [InlineData("bytes are no text", "C\u0001m.", "C\u0001m.")]
    public void String_is_replaced_and_nothing_else(string what, string pickle, string expected)
    {
        var actual = Latin1(Replace.Rewrite(Bytes(pickle)));
        Assert.True(expected == actual, $"{what}: {Show(actual)}");
    }

    [Fact]
    public void Memo_goes_on_from_pickle_to_pickle_when_asked_to()
    {
        var pickles = Bytes("\u0080\u0004\u008c\u0001m\u0094\u008c\u0001C\u0094\u0093\u0094.\u0080\u0004h\0\u008c\u0001B\u0093.");
        var rewriter = new PickleRewriter { MapGlobal = Rename.MapGlobal, KeepMemo = true };
        Assert.Equal(
            "\u0080\u0004\u008c\u0003new\u0094\u008c\u0003Cls\u0094\u0093\u0094.\u0080\u0004h\0\u008c\u0001B\u0093.",
            Latin1(rewriter.Rewrite(pickles)));
        var exception = Assert.ThrowsAny<PickleException>(() => Rename.Rewrite(pickles));
        Assert.Equal("BINGET at 15: memo key 0 has never been stored into", exception.Message);
    }

    [Fact]
    public void Report_counts_each_change()
    {
        var rewriter = new PickleRewriter { MapGlobal = Rename.MapGlobal, MapString = text => text == "x" ? "y" : null };
        rewriter.Rewrite(Bytes("(cm\nA\ncm\nA\nVx\ncm\nC\nt.N."), out var report);
        Assert.Equal(
            [new PickleRename(true, "m.A", "new.A", 2), new PickleRename(true, "m.C", "new.Cls", 1), new PickleRename(false, "x", "y", 1)],
            report.Renames);
        Assert.Equal((2, true), (report.PickleCount, report.IsChanged));
    }

    [Fact]
    public void Stream_gets_nothing_of_pickles_that_are_broken()
    {
        var target = new MemoryStream();
        Assert.ThrowsAny<PickleException>(() => Rename.Rewrite(new MemoryStream(Bytes("cm\nA\n.cm\nA\n")), target));
        Assert.Equal(0, target.Length);
        Assert.True(Rename.Rewrite(new MemoryStream(Bytes("cm\nA\n.")), target).IsChanged);
        Assert.Equal("cnew\nA\n.", Latin1(target.ToArray()));
    }

    [Theory]
    [InlineData("", "at 0: pickle exhausted before seeing STOP")]
    [InlineData("0.", "POP at 0: needs 1 items on the stack, 0 are there")]
    [InlineData("N(a.", "APPEND at 2: needs 2 items on the stack, 0 are there")]
    [InlineData("t.", "TUPLE at 0: no MARK exists on stack")]
    [InlineData("\u0095\u0003\0\0\0\0\0\0\0cm\nA\n.", "FRAME at 9: the frame ends within GLOBAL")]
    [InlineData("\u0095\u00ff\0\0\0\0\0\0\0cm\nA\n.", "FRAME at 15: the frame goes on after STOP")]
    [InlineData("\u0095\u00ff\0\0\0\0\0\0\0\u0095\u0001\0\0\0\0\0\0\0cm\nA\n.", "FRAME at 9: a frame in a frame")]
    [InlineData("cm\n\u00ff\n.", "GLOBAL at 0: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte")]
    public void Broken_pickle_is_refused(string pickle, string message) =>
        Assert.Equal(message, Assert.ThrowsAny<PickleException>(() => Rename.Rewrite(Bytes(pickle))).Message);

    [Theory]
    [InlineData("cm\nA\n.", "é", "GLOBAL at 0: protocol 0 cannot hold a name that is not ASCII: 'm.é'")]
    [InlineData("\u0080\u0003cm\nA\n.", "B.C", "GLOBAL at 2: protocol 3 cannot hold a class within a class: 'm.B.C'")]
    [InlineData("cm\nA\n.", "B\nC", "GLOBAL at 0: protocol 0 cannot hold a name with a line feed: 'm.B\\nC'")]
    public void Name_that_the_protocol_cannot_hold_is_refused(string pickle, string name, string message)
    {
        var rewriter = new PickleRewriter { MapGlobal = (module, _) => (module, name) };
        Assert.Equal(message, Assert.Throws<PicklingException>(() => rewriter.Rewrite(Bytes(pickle))).Message);
    }

    [Fact]
    public void Text_that_grows_over_255_bytes_gets_the_longer_opcode()
    {
        var rewriter = new PickleRewriter { MapString = _ => new string('x', 256) };
        Assert.Equal("\u0080\u0004X\0\u0001\0\0" + new string('x', 256) + ".", Latin1(rewriter.Rewrite(Bytes("\u0080\u0004\u008c\u0001m."))));
    }

    // Unchanged maps look at every opcode all the same.
    [Theory]
    [MemberData(nameof(Names))]
    public void Pickle_without_a_change_comes_back_byte_for_byte(string name)
    {
        var rewriter = new PickleRewriter { MapGlobal = (_, _) => null, MapString = _ => null };
        foreach (var entry in CorpusFile.Of(name))
        {
            Assert.True(entry.Bytes.AsSpan().SequenceEqual(rewriter.Rewrite(entry.Bytes, out var report)), entry.ToString());
            Assert.False(report.IsChanged);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Renaming_every_class_and_back_leaves_the_same_graph(string name)
    {
        var there = new PickleRewriter { MapGlobal = (module, name) => ("pre." + module, name + "Post") };
        var back = new PickleRewriter { MapGlobal = (module, name) => (module[4..], name[..^4]) };
        foreach (var entry in CorpusFile.Of(name))
        {
            var renamed = there.Rewrite(entry.Bytes, out var report);
            Assert.All(report.Renames, rename => Assert.StartsWith("pre.", rename.To));
            _ = Pickle.LoadAll(renamed, entry.LoadOptions).Count();
            var again = back.Rewrite(renamed);
            Assert.Equal(report.IsChanged, !renamed.AsSpan().SequenceEqual(entry.Bytes));
            var dumped = Pickle.LoadAll(entry.Bytes, entry.LoadOptions).Zip(Pickle.LoadAll(again, entry.LoadOptions));
            Assert.All(dumped, pair => Assert.True(PythonEquality.StructuralEquals(pair.First, pair.Second), entry.ToString()));
        }
    }

    [Fact]
    public void Mutated_pickles_are_rewritten_or_refused()
    {
        var random = new Random(TestSeed.Value);
        var rewriter = new PickleRewriter { MapGlobal = (module, name) => (module + "x", name + "y"), MapString = text => text + "z" };
        var count = 0;
        foreach (var entry in CorpusFile.Entries.Where(entry => entry.Bytes.Length < 5000))
        {
            var pickle = Mutation.Of(entry.Bytes, random);
            try
            {
                rewriter.Rewrite(pickle);
                count++;
            }
            catch (Exception exception) when (exception is PickleException or PicklingException)
            {
                // Each has its words; that they are these and no other kind of failure is what counts here.
            }
            catch (Exception exception)
            {
                Assert.Fail($"seed {TestSeed.Value}, {Convert.ToHexString(pickle)}: {exception}");
            }
        }

        Assert.True(count > 100, $"seed {TestSeed.Value}: only {count} mutants were rewritten");
    }

    // Each string of the pickle, and each string that a loader sees, whatever shares it.
    [Theory]
    [MemberData(nameof(Names))]
    public void Renaming_classes_leaves_every_data_string_and_the_other_way_round(string name)
    {
        var classes = new PickleRewriter { MapGlobal = (module, global) => ("pre." + module, global) };
        var strings = new PickleRewriter { MapString = text => text + "!" };
        foreach (var entry in CorpusFile.Of(name).Where(entry => entry.Protocol >= 4 && !entry.Several && entry.Extensions.Count == 0))
        {
            var options = entry.LoadOptions with { ConvertStandardLibrary = false };
            var both = strings.Rewrite(classes.Rewrite(entry.Bytes));
            var other = classes.Rewrite(strings.Rewrite(entry.Bytes));
            Assert.True(PythonEquality.StructuralEquals(Pickle.Loads(both, options), Pickle.Loads(other, options)), entry.ToString());
        }
    }

    private static byte[] Bytes(string latin1) => Encoding.Latin1.GetBytes(latin1);

    private static string Latin1(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    private static string Show(string text) => Pickling.Text.PythonRepr.Ascii(text);
}
