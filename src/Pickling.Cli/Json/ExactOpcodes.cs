using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Pickling.Opcodes;

namespace Pickling.Cli.Json;

/// <summary>Writes the opcodes into which exact JSON is turned; each value that may be shared gets a number in the memo.</summary>
internal sealed class ExactOpcodes
{
    private readonly ArrayBufferWriter<byte> _pickle = new();

    /// <summary>Values that have a number.</summary>
    internal int MemoCount { get; private set; }

    internal ReadOnlySpan<byte> Written => _pickle.WrittenSpan;

    internal void Op(Opcode opcode)
    {
        _pickle.GetSpan(1)[0] = (byte)opcode;
        _pickle.Advance(1);
    }

    internal void Proto()
    {
        Op(Opcode.Proto);
        _pickle.Write([(byte)PickleOptions.HighestProtocol]);
    }

    internal void Integer(BigInteger value)
    {
        var bytes = value.ToByteArray();
        Op(Opcode.Long4);
        Int32(bytes.Length);
        _pickle.Write(bytes);
    }

    internal void Float(double value)
    {
        Op(Opcode.BinFloat);
        BinaryPrimitives.WriteDoubleBigEndian(_pickle.GetSpan(sizeof(double)), value);
        _pickle.Advance(sizeof(double));
    }

    internal void Text(string text)
    {
        // What UTF-8 cannot hold, a pickle does: a lone surrogate takes three bytes.
        var utf8 = new ArrayBufferWriter<byte>(text.Length + 16);
        for (var i = 0; i < text.Length;)
        {
            var rest = text.AsSpan(i);
            if (Rune.DecodeFromUtf16(rest, out var rune, out var units) == OperationStatus.Done)
            {
                utf8.Advance(rune.EncodeToUtf8(utf8.GetSpan(4)));
            }
            else
            {
                utf8.Write([(byte)(0xe0 | (rest[0] >> 12)), (byte)(0x80 | ((rest[0] >> 6) & 0x3f)), (byte)(0x80 | (rest[0] & 0x3f))]);
                units = 1;
            }

            i += units;
        }

        Counted(Opcode.BinUnicode8, utf8.WrittenSpan);
    }

    internal void Counted(Opcode opcode, ReadOnlySpan<byte> bytes)
    {
        Op(opcode);
        BinaryPrimitives.WriteInt64LittleEndian(_pickle.GetSpan(sizeof(long)), bytes.Length);
        _pickle.Advance(sizeof(long));
        _pickle.Write(bytes);
    }

    internal void ByteString(ReadOnlySpan<byte> bytes)
    {
        Op(Opcode.BinString);
        Int32(bytes.Length);
        _pickle.Write(bytes);
    }

    internal void Extension(int code)
    {
        Op(Opcode.Ext4);
        Int32(code);
    }

    /// <summary>Stores the top of the stack and gives its number.</summary>
    internal int Put()
    {
        Op(Opcode.LongBinPut);
        Int32(MemoCount);
        return MemoCount++;
    }

    internal void Get(int memo)
    {
        Op(Opcode.LongBinGet);
        Int32(memo);
    }

    private void Int32(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_pickle.GetSpan(sizeof(int)), value);
        _pickle.Advance(sizeof(int));
    }
}
