using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Pickling.Model;
using Xunit;

namespace Pickling.Cli.Tests;

/// <summary>That exact JSON loses nothing: from what real CPythons wrote to JSON and back, the bytes are the same.</summary>
public class ExactJsonTests
{
    private static readonly string Corpus = Path.Combine(Repository.Root, "tests", "corpus");

    public static TheoryData<string> PickleNames =>
        [.. Directory.GetFiles(Corpus, "*.pkl").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    public static TheoryData<string> Versions => ["2.7", "3.6", "3.7", "3.8", "3.13", "3.15"];

    [Theory]
    [MemberData(nameof(PickleNames))]
    public void Pickle_file_comes_back_byte_for_byte(string name)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(Corpus, name);
        var json = ToolRun.Of("json", "--exact", path);
        Assert.Equal(("", 0), (json.Error, json.ExitCode));
        var text = folder.Write("text.json", json.OutputBytes);
        var run = ToolRun.Of("from-json", text, "--out", folder["again.pkl"]);
        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(folder["again.pkl"]));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Whole_corpus_comes_back_byte_for_byte(string version)
    {
        var failures = new List<string>();
        foreach (var row in File.ReadLines(Path.Combine(Corpus, "corpus.jsonl")).Select(line => JsonNode.Parse(line)!.AsObject()))
        {
            if (!((string)row["versions"]!).StartsWith(version, StringComparison.Ordinal))
                continue;
            var pickle = Bytes(row);
            var json = ToolRun.Of(pickle, "json", "--exact", "--compact", "-");
            var again = ToolRun.Of(json.OutputBytes, "from-json", "-");
            if (json.ExitCode != 0 || again.ExitCode != 0 || !pickle.AsSpan().SequenceEqual(again.OutputBytes))
                failures.Add($"{row["name"]} {row["protocol"]}: {json.Error}{again.Error}");
            else if (version != "2.7" && !MayNeedOriginal((string)row["name"]!) && json.Output.Contains("\"original\"", StringComparison.Ordinal))
                failures.Add($"{row["name"]} {row["protocol"]}: no profile writes it");
        }

        Assert.Empty(failures);
    }

    // What a dump knows and the form does not say: the class that made a bytearray, and the calls that Python began and
    // dropped on the way around a cycle, and the list that a set was made of.
    private static bool MayNeedOriginal(string name) => name.Contains("bytearray", StringComparison.Ordinal)
        || name is "object:reduce-to-set-of-shared-list" or "cycle:exception-arguments" or "cycle:exception-list"
            or "cycle:tuple-subclass" or "cycle:reduce-two-lists" or "cycle:keyword-arguments" or "cycle:class-method";

    // What no pickler writes of itself, or the corpus has not.
    [Theory]
    [InlineData("V\\ud83d\\ude00\n.")]
    [InlineData("(V\\ud800\nq\0h\0V\\ud800\nVa\\u005cb\nVa\\u005cb\nt.")]
    [InlineData("(G\xff\xf8\0\0\0\0\0\x01G\x7f\xf8\0\0\0\0\0\0G\x80\0\0\0\0\0\0\0t.")]
    [InlineData("c__main__\nA\n)\x81q\0Nb(Vx\nh\0db.")]
    [InlineData("(c__main__\nA\nc__main__\nA\nq\0h\0t.")]
    [InlineData("(V$ref\nI1\nV$id\nI2\nd.")]
    [InlineData("c__main__\nA\n)q\0q\x01Rh\0\x86.")]
    [InlineData("\x80\x05\x95\x04\0\0\0\0\0\0\0\x97\x98\x97\x86.")]
    [InlineData("(\x82\xf0\x83\x01\x02\x84\x01\x02\x03\x04t.")]
    [InlineData("N.I1\n.]q\0h\0a.")]
    public void Odd_pickle_comes_back_byte_for_byte(string pickle)
    {
        var json = ToolRun.Of(Samples.Ascii(pickle), "json", "--exact", "-");
        Assert.Equal(("", 0), (json.Error, json.ExitCode));
        var again = ToolRun.Of(json.OutputBytes, "from-json", "-");
        Assert.Equal((pickle, "", 0), (Encoding.Latin1.GetString(again.OutputBytes), again.Error, again.ExitCode));
    }

    // Without the original bytes the value alone has to say everything.
    [Theory]
    [MemberData(nameof(PickleNames))]
    public void Value_alone_makes_the_same_dump(string name)
    {
        var pickle = File.ReadAllBytes(Path.Combine(Corpus, name));
        var documents = ToolRun.Of(pickle, "json", "--exact", "--compact", "-").Output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!.AsObject())
            .ToArray();
        var hadOriginal = false;
        foreach (var document in documents)
            hadOriginal |= document.Remove("original");
        var expected = ToolRun.Of(pickle, "convert", "--profile", "3.13", "--protocol", "5", "-");
        var actual = ToolRun.Of(Encoding.UTF8.GetBytes(string.Join('\n', documents.Select(document => document.ToJsonString()))), "from-json", "--profile", "3.13", "--protocol", "5", "-");
        if (name.StartsWith("cycle-exception-arguments", StringComparison.Ordinal))
        {
            // The calls that Python dropped are not of the value, but the document kept them.
            Assert.True(hadOriginal);
            Assert.True(PythonEquality.StructuralEquals(Pickle.Loads(expected.OutputBytes), Pickle.Loads(actual.OutputBytes)));
            return;
        }

        Assert.Equal((Convert.ToHexString(expected.OutputBytes), expected.ExitCode), (Convert.ToHexString(actual.OutputBytes), actual.ExitCode));
    }

    [Fact]
    public void Changed_value_is_written_and_not_the_original()
    {
        var json = ToolRun.Of("(I1\nI2\n00I7\n."u8.ToArray(), "json", "-x", "-c", "-").Output;
        Assert.Equal("{\"$pickle\":1,\"protocol\":0,\"value\":7,\"original\":\"KEkxCkkyCjAwSTcKLg==\"}\n", json);
        Assert.Equal("(I1\nI2\n00I7\n."u8, Make(json).OutputBytes);
        Assert.Equal("I8\n."u8, Make(json.Replace("\"value\":7", "\"value\":8", StringComparison.Ordinal)).OutputBytes);
    }

    [Fact]
    public void Profile_and_protocol_can_be_others()
    {
        var json = Document("[]", protocol: 4);
        Assert.Equal("gARdlC4=", Convert.ToBase64String(Make(json).OutputBytes));
        Assert.Equal("gASVAwAAAAAAAABdlC4=", Convert.ToBase64String(Make(json, "--profile", "3.6").OutputBytes));
        Assert.Equal("gAJdcQAu", Convert.ToBase64String(Make(json, "-p", "2").OutputBytes));
        Assert.Equal((2, "pickle: --protocol must be 0 to 5, not 6\n"), (Make(json, "-p", "6").ExitCode, Make(json, "-p", "6").Error));
    }

    [Theory]
    [InlineData("", "line 1, column 1: ")]
    [InlineData("{\"$pickle\": 1,\n \"value\": [1,, 2]}", "line 2, column 14: ',' is an invalid start of a value")]
    [InlineData("{\"$pickle\": 1,\n \"value\": [1", "line 2, column 13: ")]
    [InlineData("\n\n  {\"$pickle\": 2}", "line 3, column 15: version 2 of the form is not known, only 1")]
    [InlineData("{}", "line 1, column 1: this is not what pickle json --exact writes: an object that starts with \"$pickle\": 1")]
    [InlineData("[1]", "line 1, column 1: this is not what pickle json --exact writes: an object that starts with \"$pickle\": 1")]
    [InlineData("{\"$pickle\": 1, \"value\": 1}", "line 1, column 1: \"protocol\" is missing")]
    [InlineData("{\"$pickle\": 1, \"protocol\": 4}", "line 1, column 1: \"value\" is missing")]
    [InlineData("{\"$pickle\": 1, \"protocol\": 9, \"value\": 1}", "line 1, column 28: \"protocol\" must be 0 to 5")]
    [InlineData("{\"$pickle\": 1, \"protocol\": 4, \"profile\": \"1.5\", \"value\": 1}", "line 1, column 42: there is no profile '1.5'")]
    [InlineData("{\"$pickle\": 1, \"protocol\": 4, \"walue\": 1}", "line 1, column 40: a document has no member \"walue\"")]
    public void Broken_document_is_refused_with_its_place(string json, string message)
    {
        var run = ToolRun.Of(Encoding.UTF8.GetBytes(json), "from-json", "-");
        Assert.Equal((1, 0), (run.ExitCode, run.OutputBytes.Length));
        Assert.StartsWith("pickle: -: " + message, run.Error);
    }

    [Theory]
    [InlineData("{\"$foo\": 1}", "exact JSON has no $foo")]
    [InlineData("{\"$id\": 1}", "exact JSON has no value that is only an \"$id\"")]
    [InlineData("{\"$ref\": 1}", "no \"$id\" is 1")]
    [InlineData("[{\"$id\": 1, \"$list\": []}, {\"$id\": 1, \"$list\": []}]", "\"$id\" 1 is there twice")]
    [InlineData("{\"$id\": 1, \"$tuple\": [{\"$ref\": 1}]}", "this is its own part without anything in between that can be made before its parts")]
    [InlineData("{\"$tuple\": 1}", "\"$tuple\" needs an array")]
    [InlineData("{\"$bytes\": \"?\"}", "\"$bytes\" needs base64")]
    [InlineData("{\"$bytes\": 1}", "\"$bytes\" needs a string")]
    [InlineData("{\"$int\": \"1x\"}", "these are not the digits of an integer")]
    [InlineData("{\"$float\": \"one\"}", "\"$float\" is \"inf\", \"-inf\" or \"nan\"")]
    [InlineData("{\"$float\": \"nan\", \"bits\": \"12\"}", "\"bits\" are 16 hexadecimal digits")]
    [InlineData("{\"$str\": \"\\\\x\"}", "in \"$str\", a backslash is \\\\ or starts \\udXXX")]
    [InlineData("{\"$bytestring\": \"\u0100\"}", "each character of \"$bytestring\" is a byte: U+0000 to U+00FF")]
    [InlineData("{\"$dict\": [[1]]}", "an entry of a dict is an array of key and value")]
    [InlineData("{\"$dict\": [[[], 1]]}", "no pickle makes this value: ")]
    [InlineData("{\"a\": 1, \"a\": 2}", "the key \"a\" is there twice")]
    [InlineData("{\"$global\": [\"m\"]}", "\"$global\" needs a module and a name")]
    [InlineData("{\"$global\": [\"m\", 1]}", "module and name are strings")]
    [InlineData("{\"$newobj_ex\": {\"$global\": [\"m\", \"n\"]}}", "\"$newobj_ex\" needs \"kwargs\"")]
    [InlineData("{\"$reduce\": {\"$global\": [\"m\", \"n\"]}, \"arguments\": []}", "a \"$reduce\" has no member \"arguments\"")]
    [InlineData("{\"$ext\": 0}", "an extension code is a positive integer")]
    [InlineData("\"\\ud800\"", "a string that is no text: it has half a surrogate pair, or is not UTF-8")]
    public void Broken_value_is_refused_with_its_place(string value, string message)
    {
        var run = Make(Document(value));
        Assert.Equal((1, 0), (run.ExitCode, run.OutputBytes.Length));
        Assert.Matches(@"^pickle: -: line 2, column \d+: ", run.Error);
        Assert.Contains(message, run.Error);
    }

    [Fact]
    public void Deep_document_is_read_without_end_of_stack()
    {
        var pickle = Samples.Nested(200_000);
        var json = ToolRun.Of(pickle, "json", "-x", "-c", "-").OutputBytes;
        Assert.Equal(pickle, ToolRun.Of(json, "from-json", "-").OutputBytes);
    }

    private static string Document(string value, int protocol = 4) => $"{{\"$pickle\": 1, \"protocol\": {protocol}, \"value\":\n{value}}}";

    private static ToolRun Make(string json, params string[] options) => ToolRun.Of(Encoding.UTF8.GetBytes(json), ["from-json", "-", .. options]);

    private static byte[] Bytes(JsonObject row)
    {
        if (row["data"] is { } data)
            return Convert.FromBase64String((string)data!);
        using var source = new ZLibStream(new MemoryStream(Convert.FromBase64String((string)row["zlib"]!)), CompressionMode.Decompress);
        var target = new MemoryStream();
        source.CopyTo(target);
        return target.ToArray();
    }
}
