using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Pickling.Tools;
using Xunit;

namespace Pickling.Tests.Tools;

public partial class PickleDisassemblerTests
{
    // disassembly.json is written by make_disassembly.py with CPython 3.13's pickletools.
    private static readonly Dictionary<string, JsonElement> PythonCases =
        JsonDocument.Parse(TestData.Open("disassembly.json")).RootElement.EnumerateArray()
            .ToDictionary(item => item.GetProperty("name").GetString()!);

    public static TheoryData<string> CaseNames => new(PythonCases.Keys);

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void Text_is_that_of_pickletools(string name)
    {
        var expected = PythonCases[name];
        var options = new PickleDisassemblerOptions
        {
            AnnotationColumn = expected.GetProperty("annotate").GetInt32(),
            IndentLevel = expected.GetProperty("indent").GetInt32(),
            KeepMemo = expected.GetProperty("keepMemo").GetBoolean(),
        };
        var (text, error) = Disassemble(Convert.FromHexString(expected.GetProperty("pickle").GetString()!), options);
        Assert.Equal(expected.GetProperty("text").GetString(), text);
        Assert.Equal(UnknownOpcodePlace().Replace(expected.GetProperty("error").GetString()!, "opcode"), error);
    }

    [Fact]
    public void Index_after_the_pickle_is_returned()
    {
        var output = new StringWriter();
        Assert.Equal(2, PickleDisassembler.Disassemble("N.N."u8, output));
        Assert.Equal(4, new PickleDisassembler(output).Write("N.N."u8, 2));
        Assert.EndsWith("    2: N    NONE\n    3: .    STOP\nhighest protocol among opcodes = 0\n", output.ToString());
    }

    [Fact]
    public void Memo_keys_chosen_to_collide_take_no_longer()
    {
        // Multiples of 2^32 - 1 would collide in a table that folds the halves of a key.
        var pickle = new MemoryStream();
        pickle.WriteByte((byte)'N');
        for (var i = 1L; i <= 100_000; i++)
            pickle.Write(System.Text.Encoding.ASCII.GetBytes($"p{i * uint.MaxValue}\n"));
        pickle.WriteByte((byte)'.');
        var clock = Stopwatch.StartNew();
        PickleDisassembler.Disassemble(pickle.ToArray(), TextWriter.Null);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"took {clock.Elapsed}");
    }

    private static (string Text, string Error) Disassemble(byte[] pickles, PickleDisassemblerOptions options)
    {
        var output = new StringWriter();
        var disassembler = new PickleDisassembler(output, options);
        try
        {
            var position = 0;
            do
                position = disassembler.Write(pickles, position);
            while (position < pickles.Length);
            return (output.ToString(), "");
        }
        catch (PickleException exception)
        {
            // Python's message stands after the place, which PickleException puts in front.
            var place = exception.Opcode is null ? $"at {exception.Offset}: " : $"{exception.Opcode} at {exception.Offset}: ";
            Assert.StartsWith(place, exception.Message);
            return (output.ToString(), exception.Message[place.Length..]);
        }
    }

    [GeneratedRegex(@"^at position \d+, opcode")]
    private static partial Regex UnknownOpcodePlace();
}
