using System.Numerics;
using System.Text;
using Pickling.Graph;
using Pickling.Machine;
using Pickling.Model;
using Pickling.Opcodes;
using Pickling.Wire;
using Xunit;

namespace Pickling.Tests.Machine;

/// <summary>
/// Holds the machine and the emitter to the opcode table, row by row: bytes consumed, effect on the stack, code written.
/// </summary>
public class OpcodeEffectTests
{
    private const string Class = "cm\nC\n";

    private static readonly PickleOptions Options = new()
    {
        Encoding = "bytestring",
        Extensions = new Dictionary<int, PyGlobal> { [1] = new("m", "One"), [256] = new("m", "Two"), [65536] = new("m", "Four") },
    };

    private static readonly OpcodeCase[] Rows =
    [
        new(Opcode.Mark, "", "", () => PyTuple.Create(1, 2, 3, 4), 5),
        new(Opcode.Stop, "N", "", () => null, 0),
        new(Opcode.Pop, "N", "", RecursiveTuple, 2),
        new(Opcode.Dup, "N", "", null, 0),
        new(Opcode.Float, "", "1.5\n", () => 1.5, 0),
        new(Opcode.Int, "", "17\n", () => 17, 0),
        new(Opcode.Long, "", "17L\n", () => 1L << 40, 0),
        new(Opcode.None, "", "", () => null, 5),
        new(Opcode.PersId, "", "id\n", () => new PersistentReference("id"), 0),
        new(Opcode.Reduce, Class + ")", "", () => Call(PyConstruction.Reduce), 5),
        new(Opcode.String, "", "'abc'\n", () => new PyByteString("abc"u8), 0),
        new(Opcode.Unicode, "", "abc\n", () => "abc", 0),
        new(Opcode.Append, "]N", "", () => new PyList { 1 }, 5),
        new(Opcode.Build, Class + ")\u0081N", "", WithState, 5),
        new(Opcode.Global, "", "m\nC\n", () => new PyGlobal("m", "C"), 3),
        new(Opcode.Dict, "(NN", "", () => new PyDict(), 0),
        new(Opcode.Get, "Np7\n", "7\n", () => Shared(2), 0),
        new(Opcode.Inst, "(N", "m\nC\n", () => Call(PyConstruction.Instance), 0),
        new(Opcode.List, "(NN", "", () => new PyList(), 0),
        new(Opcode.Put, "N", "7\n", () => "text", 0),
        new(Opcode.SetItem, "}NN", "", () => new PyDict { [1] = 2 }, 5),
        new(Opcode.Tuple, "(NNN", "", () => PyTuple.Create(1, 2, 3, 4), 5),
        new(Opcode.EmptyTuple, "", "", () => PyTuple.Empty, 5),
        new(Opcode.PopMark, "(NNN", "", () => RecursiveTuple(), 1),
        new(Opcode.BinFloat, "", "\u003f\u00f8\0\0\0\0\0\0", () => 1.5, 5),
        new(Opcode.BinInt, "", "\u0001\u0002\u0003\u0004", () => -1, 5),
        new(Opcode.BinInt1, "", "\u00ff", () => 255, 5),
        new(Opcode.BinInt2, "", "\u00ff\u00ff", () => 65535, 5),
        new(Opcode.BinPersId, "N", "", () => new PersistentReference(7), 5),
        new(Opcode.BinString, "", "\u0003\0\0\0abc", () => new PyByteString(new byte[300].AsSpan()), 2),
        new(Opcode.ShortBinString, "", "\u0003abc", () => new PyByteString("abc"u8), 2),
        new(Opcode.BinUnicode, "", "\u0003\0\0\0abc", () => "abc", 2),
        new(Opcode.EmptyList, "", "", () => new PyList(), 5),
        new(Opcode.Appends, "](NN", "", () => new PyList { 1, 2 }, 5),
        new(Opcode.BinGet, "Nq\u0007", "\u0007", () => Shared(2), 5),
        new(Opcode.LongBinGet, "Nq\u0007", "\u0007\0\0\0", () => Shared(300), 5),
        new(Opcode.Obj, "(" + Class + "NN", "", () => Call(PyConstruction.Instance), 2),
        new(Opcode.BinPut, "N", "\u0007", () => "text", 2),
        new(Opcode.LongBinPut, "N", "\u0007\0\0\0", () => Shared(300), 2),
        new(Opcode.SetItems, "}(NNNN", "", () => new PyDict { [1] = 2, [3] = 4 }, 5),
        new(Opcode.EmptyDict, "", "", () => new PyDict(), 5),
        new(Opcode.Proto, "", "\u0005", () => null, 5),
        new(Opcode.NewObj, Class + ")", "", () => Call(PyConstruction.NewObject), 5),
        new(Opcode.Ext1, "", "\u0001", () => new PyGlobal("m", "One"), 5),
        new(Opcode.Ext2, "", "\0\u0001", () => new PyGlobal("m", "Two"), 5),
        new(Opcode.Ext4, "", "\0\0\u0001\0", () => new PyGlobal("m", "Four"), 5),
        new(Opcode.Tuple1, "N", "", () => PyTuple.Create(1), 5),
        new(Opcode.Tuple2, "NN", "", () => PyTuple.Create(1, 2), 5),
        new(Opcode.Tuple3, "NNN", "", () => PyTuple.Create(1, 2, 3), 5),
        new(Opcode.NewTrue, "", "", () => true, 5),
        new(Opcode.NewFalse, "", "", () => false, 5),
        new(Opcode.Long1, "", "\u0003\u0001\u0002\u0003", () => 1L << 40, 5),
        new(Opcode.Long4, "", "\u0003\0\0\0\u0001\u0002\u0003", () => BigInteger.Pow(2, 3000), 5),
        new(Opcode.BinBytes, "", "\u0003\0\0\0abc", () => new byte[300], 5),
        new(Opcode.ShortBinBytes, "", "\u0003abc", () => new byte[3], 5),
        new(Opcode.ShortBinUnicode, "", "\u0003abc", () => "abc", 5),
        new(Opcode.BinUnicode8, "", "\u0003\0\0\0\0\0\0\0abc", null, 5),
        new(Opcode.BinBytes8, "", "\u0003\0\0\0\0\0\0\0abc", null, 5),
        new(Opcode.EmptySet, "", "", () => new PySet(), 5),
        new(Opcode.AddItems, "\u008f(NI1\n", "", () => new PySet { 1 }, 5),
        new(Opcode.FrozenSet, "(NI1\n", "", () => PyFrozenSet.Create(1), 5),
        new(Opcode.NewObjEx, Class + ")}", "", () => Call(PyConstruction.NewObjectEx), 5),
        new(Opcode.StackGlobal, "X\u0001\0\0\0mX\u0001\0\0\0C", "", () => new PyGlobal("m", "C"), 5),
        new(Opcode.Memoize, "N", "", () => "text", 5),
        new(Opcode.Frame, "", "\0\0\0\0\0\0\0\0", () => "text", 5),
        new(Opcode.ByteArray8, "", "\u0003\0\0\0\0\0\0\0abc", () => new PyByteArray([1, 2, 3]), 5),
        new(Opcode.NextBuffer, "", "", () => new PickleBuffer(new byte[3].AsMemory()), 5),
        new(Opcode.ReadOnlyBuffer, "\u0097", "", () => new PickleBuffer(new ReadOnlyMemory<byte>(new byte[3])), 5),
    ];

    public static TheoryData<OpcodeCase> Cases => [.. Rows];

    [Fact]
    public void Every_row_of_the_table_has_a_case() =>
        Assert.Equal(OpcodeTable.All.Select(info => info.Opcode).Order(), Rows.Select(row => row.Opcode).Order());

    [Theory]
    [MemberData(nameof(Cases))]
    public void Machine_takes_the_bytes_and_changes_the_stack_as_the_table_says(OpcodeCase row)
    {
        byte[] before = Encoding.Latin1.GetBytes(row.Before);
        byte[] all = [.. before, (byte)row.Opcode, .. Encoding.Latin1.GetBytes(row.Argument)];
        OpcodeInfo info = OpcodeTable.Get(row.Opcode);

        // Not a byte less: with the argument cut short the opcode has no effect.
        (int Consumed, int Values, int Marks) start = Run(before);
        for (int cut = before.Length + 1; cut < all.Length; cut++)
        {
            Assert.Equal(start, Run(all[..cut]));
        }

        (int Consumed, int Values, int Marks) end = Run(all);
        Assert.Equal(all.Length, end.Consumed);
        Assert.Equal(start.Marks - Marks(info.StackBefore) + Marks(info.StackAfter), end.Marks);
        if (info.StackBefore.Contains(StackItem.StackSlice))
        {
            // The cases put nothing below what the opcode takes.
            Assert.Equal(Values(info.StackAfter), end.Values);
            Assert.True(start.Values > 0, "the slice is not empty");
        }
        else
        {
            Assert.Equal(start.Values - Values(info.StackBefore) + Values(info.StackAfter), end.Values);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Emitter_writes_the_code_of_the_table(OpcodeCase row)
    {
        if (row.Written is null)
        {
            // DUP is never written; the eight-byte lengths are for more than 4 GiB, which no .NET array holds.
            Assert.Contains(row.Opcode, new[] { Opcode.Dup, Opcode.BinUnicode8, Opcode.BinBytes8 });
            return;
        }

        PickleOptions options = Options with { Protocol = row.Protocol };
        if (row.Opcode is Opcode.NextBuffer or Opcode.ReadOnlyBuffer)
        {
            options = options with { BufferCallback = static _ => false };
        }

        byte[] pickle = Pickle.Dumps(row.Written(), options);
        var found = new List<Opcode>();
        var reader = new PickleReader(pickle);
        while (reader.Read())
        {
            found.Add(reader.Opcode);
        }

        Assert.Contains(row.Opcode, found);
        Assert.All(found, opcode => Assert.True(OpcodeTable.Get(opcode).Protocol <= row.Protocol, $"{opcode} in protocol {row.Protocol}"));
    }

    // How far the machine comes, and what is then on its stack.
    private static (int Consumed, int Values, int Marks) Run(byte[] bytes)
    {
        var options = Options with { Buffers = [new PickleBuffer(new byte[8].AsMemory())] };
        var machine = new PickleMachine<GraphValue, GraphSink>(new GraphSink(options), options);
        MachineStatus status = machine.Run(bytes, new GraphValue[16]);
        (int, int, int) state = (machine.Consumed, machine.ValueCount, machine.MarkCount);
        Assert.Equal(bytes.Length > 0 && bytes[^1] == (byte)Opcode.Stop && machine.Consumed == bytes.Length, status == MachineStatus.Finished);
        machine.Release();
        return state;
    }

    private static int Marks(IEnumerable<StackItem> items) => items.Count(item => item == StackItem.Mark);

    private static int Values(IEnumerable<StackItem> items) => items.Count(item => item is not (StackItem.Mark or StackItem.StackSlice));

    private static PyObject Call(PyConstruction how) => new(new PyGlobal("m", "C"), PyTuple.Create(1), how)
    {
        KeywordArguments = how == PyConstruction.NewObjectEx ? new PyDict { ["a"] = 1 } : null,
    };

    private static PyObject WithState()
    {
        PyObject made = Call(PyConstruction.NewObject);
        made.State = new PyDict { ["a"] = 1 };
        return made;
    }

    private static PyList Shared(int count)
    {
        var list = new PyList();
        for (int i = 0; i < count; i++)
        {
            list.Add($"text {i}");
        }

        list.Add(list[count - 1]);
        return list;
    }

    private static PyTuple RecursiveTuple()
    {
        var list = new PyList();
        PyTuple tuple = PyTuple.Create(list);
        list.Add(tuple);
        return tuple;
    }
}
