using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Pickling.Opcodes;
using Pickling.Wire;

namespace Pickling.Tools;

/// <summary>
/// Makes a pickle smaller without loading it: what is stored into the memo and never fetched is not stored any more.
/// Python's <c>pickletools.optimize</c>, byte for byte.
/// </summary>
/// <remarks>
/// The rules are those of CPython 3.8 and later. PUT and MEMOIZE without a GET are dropped and the others numbered from
/// 0; from protocol 4 on, all frames are laid out anew, with opcodes of more than 64 KiB outside of them. Everything else
/// is copied as it stands, so the result loads as an equal value.
/// </remarks>
public sealed class PickleOptimizer
{
    private const int NotStored = -1;

    // Each distinct memo key of the pickle has a slot; slots are numbered in the order of their keys' appearance.
    private readonly MemoTable<int> _slots = new();
    private readonly List<MemoSlot> _memo = [];

    // The slot of each PUT, MEMOIZE and GET, in the order of the pickle: the second pass need not decode keys again.
    private readonly List<int> _slotOfEach = [];
    private int _storedKeyCount;

    // Protocol to write: the highest of the headers, or at least 1 with a binary GET, as pickletools has it.
    private int _protocol;
    private int _protocolOffset;
    private bool _startsWithProtocol;

    private PickleOptimizer()
    {
    }

    /// <summary>Optimizes the pickle at the start of the bytes.</summary>
    /// <param name="pickle">Bytes that start with a pickle; what follows its STOP is not looked at.</param>
    /// <returns>The optimized pickle.</returns>
    /// <exception cref="PickleException">
    /// The pickle is broken; the message is Python's. Also when a memo key is fetched before it was stored: the pickle
    /// needs the memo of another one, whose numbers would not fit any more. There, pickletools writes a pickle that does not
    /// load, or fails with a TypeError.
    /// </exception>
    /// <exception cref="PicklingException">The optimized pickle is larger than an array can be.</exception>
    public static byte[] Optimize(ReadOnlySpan<byte> pickle) => Optimize(pickle, out _);

    /// <summary>Optimizes the pickle at the start of the bytes and says where the next one may follow.</summary>
    /// <param name="pickle">Bytes that start with a pickle; what follows its STOP is not looked at.</param>
    /// <param name="bytesConsumed">Length in bytes of the pickle that was read.</param>
    /// <returns>The optimized pickle.</returns>
    /// <exception cref="PickleException">As with <see cref="Optimize(ReadOnlySpan{byte})"/>.</exception>
    /// <exception cref="PicklingException">The optimized pickle is larger than an array can be.</exception>
    public static byte[] Optimize(ReadOnlySpan<byte> pickle, out int bytesConsumed)
    {
        var optimizer = new PickleOptimizer();
        bytesConsumed = optimizer.Survey(pickle);
        return optimizer.Rewrite(pickle[..bytesConsumed]);
    }

    // Finds out which memo keys are fetched. Like pickletools, reads every argument before anything is written.
    private int Survey(ReadOnlySpan<byte> pickle)
    {
        var reader = new PickleReader(pickle);
        while (reader.Read())
        {
            switch (reader.Opcode)
            {
                case Opcode.Put or Opcode.BinPut or Opcode.LongBinPut:
                    Store(reader.GetBigInteger());
                    break;
                case Opcode.Memoize:
                    Store(_storedKeyCount);
                    break;
                case Opcode.Get or Opcode.BinGet or Opcode.LongBinGet:
                    Slot(reader.GetBigInteger()).IsFetched = true;
                    RaiseProtocol(reader.Info.Protocol, reader.Offset);
                    break;
                case Opcode.Proto:
                    RaiseProtocol(reader.Argument[0], reader.Offset);
                    _startsWithProtocol |= reader.Offset == 0;
                    break;
                default:
                    CheckArgument(ref reader);
                    break;
            }
        }

        if (_protocol > PickleOptions.HighestProtocol)
        {
            throw new PickleException(
                $"pickle protocol must be <= {PickleOptions.HighestProtocol}", _protocolOffset, "PROTO");
        }

        return reader.BytesConsumed;
    }

    private void Store(BigInteger key)
    {
        ref var slot = ref Slot(key);
        if (slot.IsStored)
            return;
        slot.IsStored = true;
        _storedKeyCount++;
    }

    // The reference holds until the next call.
    private ref MemoSlot Slot(BigInteger key)
    {
        if (!_slots.TryGet(key, out var index))
        {
            index = _memo.Count;
            _slots.Add(key, index);
            _memo.Add(new MemoSlot { Index = NotStored });
        }

        _slotOfEach.Add(index);
        return ref CollectionsMarshal.AsSpan(_memo)[index];
    }

    private void RaiseProtocol(int protocol, int offset)
    {
        if (protocol <= _protocol)
            return;
        _protocol = protocol;
        _protocolOffset = offset;
    }

    // Throws for what pickletools cannot decode. A large text that is plain UTF-8 or ASCII need not become a string for it.
    private static void CheckArgument(ref PickleReader reader)
    {
        switch (reader.Info.ArgumentKind)
        {
            case ArgumentKind.DecimalLineShort or ArgumentKind.DecimalLineLong:
                reader.GetBigInteger();
                break;
            case ArgumentKind.FloatLine:
                reader.GetDouble();
                break;
            case ArgumentKind.UnicodeString1 or ArgumentKind.UnicodeString4 or ArgumentKind.UnicodeString8:
                if (!Utf8.IsValid(reader.Argument))
                    reader.GetString();
                break;
            case ArgumentKind.UnicodeStringLine:
                if (!Ascii.IsValid(reader.Argument) || reader.Argument.Contains((byte)'\\'))
                    reader.GetString();
                break;
            case ArgumentKind.StringLine or ArgumentKind.StringLineNoEscape or ArgumentKind.StringLineNoEscapePair:
                reader.GetString();
                break;
        }
    }

    private byte[] Rewrite(ReadOnlySpan<byte> pickle)
    {
        var target = new SegmentQueue();
        using var writer = new PickleWriter(target, null);
        try
        {
            var reader = new PickleReader(pickle);
            if (_startsWithProtocol)
            {
                // The header stands before the first frame.
                reader.Read();
                writer.Bytes(pickle[..reader.Length]);
            }

            if (_protocol >= 4)
                writer.BeginFraming(framesHoldEverything: false);
            WriteOpcodes(pickle, ref reader, writer);
            writer.End();
            return target.ToArray(writer.Pending);
        }
        finally
        {
            target.Clear();
        }
    }

    private void WriteOpcodes(ReadOnlySpan<byte> pickle, ref PickleReader reader, PickleWriter writer)
    {
        var memo = CollectionsMarshal.AsSpan(_memo);
        var memoOpcodeCount = 0;
        var storedCount = 0;
        while (reader.Read())
        {
            switch (reader.Opcode)
            {
                case Opcode.Put or Opcode.BinPut or Opcode.LongBinPut or Opcode.Memoize:
                    ref var stored = ref memo[_slotOfEach[memoOpcodeCount++]];
                    if (!stored.IsFetched)
                        break;
                    stored.Index = storedCount++;
                    writer.Boundary();
                    if (_protocol >= 4)
                        writer.Opcode(Opcode.Memoize);
                    else
                        WriteIndexed(writer, Opcode.Put, Opcode.BinPut, Opcode.LongBinPut, stored.Index);
                    break;
                case Opcode.Get or Opcode.BinGet or Opcode.LongBinGet:
                    var index = memo[_slotOfEach[memoOpcodeCount++]].Index;
                    if (index == NotStored)
                        throw NeverStored(ref reader);
                    writer.Boundary();
                    WriteIndexed(writer, Opcode.Get, Opcode.BinGet, Opcode.LongBinGet, index);
                    break;
                case Opcode.Frame:
                    break;
                default:
                    writer.Boundary();
                    var bytes = pickle.Slice(reader.Offset, reader.Length);
                    if (bytes.Length > PickleWriter.FrameBytesTarget)
                        writer.Unframed(bytes);
                    else
                        writer.Bytes(bytes);
                    break;
            }
        }
    }

    private void WriteIndexed(PickleWriter writer, Opcode line, Opcode oneByte, Opcode fourBytes, int index)
    {
        if (_protocol == 0)
        {
            Span<byte> digits = stackalloc byte[16];
            index.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
            digits[length++] = (byte)'\n';
            writer.Opcode(line);
            writer.Bytes(digits[..length]);
        }
        else if (index <= byte.MaxValue)
        {
            writer.Byte(oneByte, (byte)index);
        }
        else
        {
            writer.Int32(fourBytes, index);
        }
    }

    private static PickleException NeverStored(ref PickleReader reader) =>
        new($"memo key {reader.GetBigInteger()} has never been stored into", reader.Offset, reader.Info.Name);

    // What the pickle does with one memo key. Index is the new number of the latest PUT so far; NotStored before it.
    private struct MemoSlot
    {
        internal bool IsStored;
        internal bool IsFetched;
        internal int Index;
    }
}
