using System.Globalization;
using Pickling.Opcodes;
using Xunit;

namespace Pickling.Tests.Opcodes;

public class OpcodeTableTests
{
    // opcodes.txt is written by make_opcodes.py from CPython's pickletools.
    public static TheoryData<string> PythonRows =>
        new(TestData.ReadText("opcodes.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries));

    [Theory]
    [MemberData(nameof(PythonRows))]
    public void Row_is_the_one_of_pickletools(string expected)
    {
        var code = byte.Parse(expected.AsSpan(0, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        Assert.True(OpcodeTable.TryGet(code, out var row));
        var columns = new[]
        {
            code.ToString("x2", CultureInfo.InvariantCulture), row.Name,
            row.Protocol.ToString(CultureInfo.InvariantCulture), row.ArgumentName ?? "-", Names(row.StackBefore),
            Names(row.StackAfter), row.Doc,
        };
        Assert.Equal(expected, string.Join('\t', columns));
    }

    [Fact]
    public void Table_has_the_68_opcodes_of_the_enum()
    {
        Assert.Equal(68, OpcodeTable.All.Count);
        Assert.Equal(Enum.GetValues<Opcode>().Order(), OpcodeTable.All.Select(row => row.Opcode).Order());
        Assert.Equal(68, PythonRows.Count);
    }

    [Fact]
    public void Enum_names_are_Pythons_without_underscores()
    {
        foreach (var row in OpcodeTable.All)
            Assert.Equal(row.Name.Replace("_", "", StringComparison.Ordinal), row.Opcode.ToString(), ignoreCase: true);
    }

    [Fact]
    public void Codes_that_are_no_opcode_are_refused()
    {
        var known = OpcodeTable.All.Select(row => row.Code).ToHashSet();
        for (var code = 0; code < 256; code++)
            Assert.Equal(known.Contains((byte)code), OpcodeTable.TryGet((byte)code, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => OpcodeTable.Get(0));
    }

    private static string Names(IReadOnlyList<StackItem> items) =>
        items.Count == 0 ? "-" : string.Join(' ', items.Select(item => item.PythonName()));
}
