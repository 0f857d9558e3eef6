using System.Text.Json;
using Xunit;

namespace Pickling.Cli.Tests;

public class JsonCommandTests
{
    [Theory]
    [InlineData("N.", "null")]
    [InlineData("I01\n.", "true")]
    [InlineData("I-17\n.", "-17")]
    [InlineData("L123456789012345678901234567890L\n.", "123456789012345678901234567890")]
    [InlineData("F1.0\n.", "1.0")]
    [InlineData("F-0.0\n.", "-0.0")]
    [InlineData("F1e300\n.", "1e+300")]
    [InlineData("Fnan\n.", "\"NaN\"")]
    [InlineData("F-inf\n.", "\"-Infinity\"")]
    [InlineData("Va\\u0022\\u005c\\u000a\\u0001\xe9\n.", "\"a\\\"\\\\\\n\\u0001é\"")]
    [InlineData("V\\ud800\n.", "\"\uFFFD\"")]
    [InlineData("S'caf\\xc3\\xa9'\n.", "\"café\"")]
    [InlineData("S'caf\\xe9'\n.", "\"café\"")]
    [InlineData("C\x03\x01\x02\x03.", "\"AQID\"")]
    [InlineData("(I1\nN(lt.", "[1,null,[]]")]
    [InlineData("(I1\nI2\n\x91.", "[1,2]")]
    [InlineData("(I1\nNVa\nI2\nF1.5\nI3\nd.", "{\"1\":null,\"a\":2,\"1.5\":3}")]
    [InlineData("(I1\nNV1\nI2\nd.", "[[1,null],[\"1\",2]]")]
    [InlineData("(I1\n\x85Nd.", "[[[1],null]]")]
    [InlineData("cos\nsystem\n.", "\"os.system\"")]
    [InlineData("cos\nsystem\n(S'ls'\ntR.", "{\"$class\":\"os.system\",\"$args\":[\"ls\"]}")]
    [InlineData("c__main__\nA\n)\x81(Vx\nI1\ndb.", "{\"$class\":\"__main__.A\",\"x\":1}")]
    [InlineData("c__main__\nA\n)\x81(V$x\nI1\ndb.", "{\"$class\":\"__main__.A\",\"$state\":{\"$x\":1}}")]
    [InlineData("Pdb:1\n.", "{\"$persid\":\"db:1\"}")]
    [InlineData("]q\0h\0a.", "[{\"$cycle\":1}]")]
    [InlineData("]q\0]h\0aa.", "[[{\"$cycle\":2}]]")]
    [InlineData("]]q\0ah\0a.", "[[],[]]")]
    public void Plain_form_is_what_other_programs_expect(string pickle, string expected)
    {
        var run = ToolRun.Of(Samples.Ascii(pickle), "json", "--compact", "-");
        Assert.Equal((expected + "\n", "", 0), (run.Output, run.Error, run.ExitCode));
        JsonDocument.Parse(run.Output);
    }

    [Theory]
    [InlineData("N.", "null")]
    [InlineData("L9007199254740992L\n.", "9007199254740992")]
    [InlineData("L9007199254740993L\n.", "{\"$int\":\"9007199254740993\"}")]
    [InlineData("L-123456789012345678901234567890L\n.", "{\"$int\":\"-123456789012345678901234567890\"}")]
    [InlineData("F1.0\n.", "1.0")]
    [InlineData("F-0.0\n.", "-0.0")]
    [InlineData("Fnan\n.", "{\"$float\":\"nan\"}")]
    [InlineData("G\xff\xf8\0\0\0\0\0\x01.", "{\"$float\":\"nan\",\"bits\":\"fff8000000000001\"}")]
    [InlineData("V$a\n.", "\"$a\"")]
    [InlineData("V\\ud800\\u005c\n.", "{\"$str\":\"\\\\ud800\\\\\\\\\"}")]
    [InlineData("S'caf\\xe9'\n.", "{\"$bytestring\":\"café\"}")]
    [InlineData("C\x03\x01\x02\x03.", "{\"$bytes\":\"AQID\"}")]
    [InlineData("\x96\x02\0\0\0\0\0\0\0\x01\x02.", "{\"$bytearray\":\"AQI=\"}")]
    [InlineData("(I1\nI2\nt.", "{\"$tuple\":[1,2]}")]
    [InlineData("\x8f(I1\n\x90.", "{\"$set\":[1]}")]
    [InlineData("(I1\n\x91.", "{\"$frozenset\":[1]}")]
    [InlineData("(Va\nI1\nd.", "{\"a\":1}")]
    [InlineData("(V$a\nI1\nd.", "{\"$dict\":[[\"$a\",1]]}")]
    [InlineData("(I1\nNd.", "{\"$dict\":[[1,null]]}")]
    [InlineData("]q\0h\0a.", "{\"$id\":1,\"$list\":[{\"$ref\":1}]}")]
    [InlineData("]}q\0ah\0a.", "[{\"$id\":1,\"$dict\":{}},{\"$ref\":1}]")]
    [InlineData("]Va\nq\0ah\0a.", "[\"a\",\"a\"]")]
    [InlineData("]Va\naVa\na.", "[\"a\",{\"$str\":\"a\",\"$new\":true}]")]
    [InlineData("]Va\naVa\nq\0ah\0a.", "[\"a\",{\"$id\":1,\"$str\":\"a\",\"$new\":true},{\"$ref\":1}]")]
    [InlineData("cos\nsystem\n.", "{\"$global\":[\"os\",\"system\"]}")]
    [InlineData("cos\nsystem\n(I1\ntR.", "{\"$reduce\":{\"$global\":[\"os\",\"system\"]},\"args\":[1]}")]
    [InlineData("c__main__\nA\n)\x81(Vx\nI1\ndb.", "{\"$newobj\":{\"$global\":[\"__main__\",\"A\"]},\"state\":{\"x\":1}}")]
    [InlineData("c__main__\nA\n)\x81Nb.", "{\"$newobj\":{\"$global\":[\"__main__\",\"A\"]},\"state\":null}")]
    [InlineData("c__main__\nA\n)}\x92.", "{\"$newobj_ex\":{\"$global\":[\"__main__\",\"A\"]},\"kwargs\":{}}")]
    [InlineData("(i__main__\nA\n.", "{\"$inst\":{\"$global\":[\"__main__\",\"A\"]}}")]
    [InlineData("c__main__\nA\n)\x81I1\naVk\nI2\ns.", "{\"$newobj\":{\"$global\":[\"__main__\",\"A\"]},\"listitems\":[1],\"dictitems\":[[\"k\",2]]}")]
    [InlineData("Pdb:1\n.", "{\"$persid\":\"db:1\"}")]
    public void Exact_form_keeps_what_the_pickle_says(string pickle, string expected)
    {
        var run = ToolRun.Of(Samples.Ascii(pickle), "json", "-x", "-c", "-");
        Assert.Equal(("", 0), (run.Error, run.ExitCode));
        Assert.Matches("^\\{\"\\$pickle\":1,\"protocol\":[0-5],(\"profile\":\"[0-9.]+\",)?\"value\":", run.Output);
        var end = run.Output.IndexOf(",\"original\":", StringComparison.Ordinal) is > 0 and var found ? found : run.Output.Length - 2;
        Assert.Equal(expected, run.Output[(run.Output.IndexOf("value\":", StringComparison.Ordinal) + 7)..end]);
        JsonDocument.Parse(run.Output);
    }

    [Fact]
    public void Documents_are_indented_and_flat_where_short()
    {
        Assert.Equal(
            """
            {
              "id": 17,
              "customer": {
                "$class": "shop.models.Customer",
                "name": "Ann",
                "since": 2019
              },
              "payer": {
                "$class": "shop.models.Customer",
                "name": "Ann",
                "since": 2019
              },
              "lines": [
                {"sku": "A-1", "price": 9.5},
                {"sku": "B-2", "price": 1.0}
              ],
              "scan": "AAH/",
              "self": {"$cycle": 1}
            }

            """,
            ToolRun.Of(Samples.Order(), "json", "-").Output);
    }

    [Fact]
    public void Several_pickles_are_several_documents() =>
        Assert.Equal("null\n1\n[]\n", ToolRun.Of("N.I1\n.]."u8.ToArray(), "json", "-").Output);

    [Fact]
    public void Doubling_value_is_refused_in_plain_form_and_small_in_exact_form()
    {
        var plain = ToolRun.Of(Samples.Doubling(60), "json", "-c", "-");
        Assert.Equal(1, plain.ExitCode);
        Assert.StartsWith("pickle: -: the value is shared so often", plain.Error);
        Assert.Equal("", plain.Output);
        Assert.True(ToolRun.Of(Samples.Doubling(60), "json", "-x", "-c", "-").Output.Length < 5_000);
    }

    [Theory]
    [InlineData()]
    [InlineData("--exact")]
    public void Deep_value_is_written_without_end_of_stack(params string[] options)
    {
        const int Depth = 200_000;
        var run = ToolRun.Of(Samples.Nested(Depth), ["json", "-", .. options]);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(Depth, run.Output.Count(character => character == ']'));
        Assert.True(run.Output.Length < Depth * 5);
    }

    [Fact]
    public void Integer_beyond_decimal_reach_is_hexadecimal()
    {
        var pickle = Pickle.Dumps(-(System.Numerics.BigInteger.One << 100_000));
        Assert.StartsWith("\"-0x1000", ToolRun.Of(pickle, "json", "-").Output);
        Assert.Contains("{\"$int\": \"-0x1000", ToolRun.Of(pickle, "json", "-x", "-").Output);
    }
}
