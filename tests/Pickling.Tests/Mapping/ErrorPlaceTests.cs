using System.Globalization;
using Pickling.Tests.Machine;
using Pickling.Tools;
using Xunit;

namespace Pickling.Tests.Mapping;

/// <summary>Errors of converters name the offset of the opcode, wherever the bytes come from.</summary>
public class ErrorPlaceTests
{
    public static TheoryData<int, object?> Values
    {
        get
        {
            TheoryData<int, object?> data = [];
            for (int protocol = 0; protocol <= PickleOptions.HighestProtocol; protocol++)
            {
                data.AddRange((protocol, "x"), (protocol, string.Empty), (protocol, new string('x', 300)), (protocol, 2.5), (protocol, null), (protocol, new[] { 1 }));
                if (protocol >= 3)
                {
                    data.AddRange((protocol, new byte[] { 1 }), (protocol, new byte[300]));
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void Error_names_the_opcode_of_the_wrong_value(int protocol, object? wrong)
    {
        byte[] pickle = Pickle.Dumps(new object?[] { 1, wrong }, new PickleOptions { Protocol = protocol });
        int offset = OffsetOfSecondItem(pickle);

        PickleException inMemory = Assert.Throws<PickleException>(() => Pickle.Loads<List<int>>(pickle));
        PickleException fromStream = Assert.Throws<PickleException>(() => Pickle.Load<List<int>>(new TrickleStream(pickle, 3)));

        Assert.StartsWith($"at {offset}: ", inMemory.Message, StringComparison.Ordinal);
        Assert.Equal(inMemory.Message, fromStream.Message);
    }

    // The opcode that makes the value after 1, as the disassembler shows them.
    private static int OffsetOfSecondItem(byte[] pickle)
    {
        using StringWriter output = new();
        PickleDisassembler.Disassemble(pickle, output);
        string[] lines = output.ToString().Split('\n');
        int one = Array.FindIndex(lines, static line => line.Contains(" BININT1 ", StringComparison.Ordinal) || line.Contains(" INT ", StringComparison.Ordinal));
        string next = lines.Skip(one + 1).First(static line => !(line.Contains(" APPEND", StringComparison.Ordinal) || line.EndsWith(" MARK", StringComparison.Ordinal)));
        return int.Parse(next[..next.IndexOf(':')], CultureInfo.InvariantCulture);
    }
}
