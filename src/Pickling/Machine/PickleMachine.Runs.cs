using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using Pickling.Opcodes;

namespace Pickling.Machine;

/// <content>Lists and tuples of nothing but numbers or memo reads, a batch at a time.</content>
internal partial struct PickleMachine<TValue, TSink>
{
    // What the GET that follows will push, Unset when another opcode follows; false when it is not there whole. STOP at
    // the latest follows a POP, so never more is asked for than the pickle is sure to hold.
    private readonly bool TryPeekGet(ReadOnlySpan<byte> source, int at, int limit, out TValue value, out int needed)
    {
        value = TSink.Unset;
        needed = 0;
        if (at >= limit)
        {
            needed = 2;
            return _frameEnd != NoFrame && _base + limit == _frameEnd;
        }

        var opcode = (Opcode)source[at];
        int argumentBytes = opcode switch
        {
            Opcode.BinGet => 1,
            Opcode.LongBinGet => 4,
            Opcode.Get => source[(at + 1)..limit].IndexOf((byte)'\n') + 1,
            _ => 0,
        };
        if (argumentBytes == 0 && opcode == Opcode.Get && limit - at <= GetLineBytesMax)
        {
            needed = limit - at + 2;
            return false;
        }

        if (argumentBytes > limit - at - 1)
        {
            needed = 2 + argumentBytes;
            return false;
        }

        // A GET that is wrong is reported when it is executed.
        ReadOnlySpan<byte> argument = source.Slice(at + 1, argumentBytes);
        _ = argumentBytes != 0 && opcode switch
        {
            Opcode.BinGet => _memo.TryGet(argument[0], out value),
            Opcode.LongBinGet => _memo.TryGet(BinaryPrimitives.ReadUInt32LittleEndian(argument), out value),
            _ => Utf8Parser.TryParse(argument, out int index, out int read) && read == argumentBytes - 1 && index >= 0 && _memo.TryGet(index, out value),
        };
        return true;
    }

    private static bool BeginsRun(Opcode opcode) =>
        opcode is Opcode.BinInt1 or Opcode.BinInt2 or Opcode.BinInt or Opcode.BinFloat or Opcode.BinGet or Opcode.LongBinGet;

    private static bool MakesTuple(Opcode opcode) =>
        opcode is Opcode.Tuple1 or Opcode.Tuple2 or Opcode.Tuple3 or Opcode.EmptyTuple or Opcode.Tuple;

    // Decodes a batch of nothing but integers, floats or memo reads into the list under the MARK. Returns the bytes
    // taken, APPENDS included; 0 when the batch is of another kind or not there whole, and then nothing has happened.
    private int ExtendWithRun(ReadOnlySpan<byte> source, int top, in TValue list, int bytesAfter)
    {
        // A run does not use the stack, but the limit must not depend on how the bytes happen to come.
        if (_limits.StackDepthMax - top < BatchRuns.ItemsMax)
        {
            return 0;
        }

        if (source[0] == (byte)Opcode.BinFloat)
        {
            double[] floats = _runScratch as double[] ?? RentScratch<double>();
            int taken = BatchRuns.ReadFloats(source, floats, out int count);
            if (taken > 0)
            {
                Sink.ExtendDoubles(list, floats.AsSpan(0, count), ExpectedItems(top, count, taken, BytesAfter(source.Length - taken + bytesAfter)));
            }

            return taken;
        }
        else if (source[0] is (byte)Opcode.BinGet or (byte)Opcode.LongBinGet)
        {
            int[] indexes = _runScratch as int[] ?? RentScratch<int>();
            ReadOnlySpan<TValue> memo = _memo.Sequence;
            int taken = BatchRuns.ReadGets(source, memo.Length, indexes, out int count);
            if (taken > 0)
            {
                Sink.ExtendFrom(list, memo, indexes.AsSpan(0, count), ExpectedItems(top, count, taken, BytesAfter(source.Length - taken + bytesAfter)));
            }

            return taken;
        }
        else
        {
            int[] integers = _runScratch as int[] ?? RentScratch<int>();
            int taken = BatchRuns.ReadIntegers(source, integers, out int count);
            if (taken > 0)
            {
                Sink.ExtendInt32s(list, integers.AsSpan(0, count), ExpectedItems(top, count, taken, BytesAfter(source.Length - taken + bytesAfter)));
            }

            return taken;
        }
    }

    // A full batch added to the root says how many bytes an item takes; the rest of the input is likely to be such items.
    // Only the root, so that what a pickle can make us set aside stays in proportion to it.
    private static int ExpectedItems(int stackPosition, int items, long bytes, int bytesLeft) =>
        stackPosition == 1 && items == BatchEmitter.BatchItems && bytesLeft > 0
            ? (int)Math.Min(bytesLeft, (long)((double)bytesLeft / Math.Max(1, bytes) * items * 1.125) + items)
            : 0;

    // Bytes of the input that follow; 0 when nobody knows, so that nothing is expected of them.
    private readonly int BytesAfter(int present) => BytesBehind < 0 ? 0 : (int)Math.Min(int.MaxValue, present + BytesBehind);

    private T[] RentScratch<T>()
    {
        ReturnScratch();
        T[] scratch = ArrayPool<T>.Shared.Rent(BatchRuns.ItemsMax);
        _runScratch = scratch;
        return scratch;
    }

    private readonly void ReturnScratch()
    {
        switch (_runScratch)
        {
            case double[] floats:
                ArrayPool<double>.Shared.Return(floats);
                break;
            case int[] integers:
                ArrayPool<int>.Shared.Return(integers);
                break;
        }
    }
}
