using System.Buffers.Binary;
using System.Numerics;
using Pickling.Opcodes;
using Pickling.Text;

namespace Pickling.Machine;

/// <content>The opcodes that are rare, those with a length before their payload, and those of text with a line.</content>
internal partial struct PickleMachine<TValue, TSink>
{
    // The opcodes that real pickles hold few of, and the long forms of the others; null when done.
    private MachineStatus? ExecuteRare(ReadOnlySpan<byte> source, int limit, Span<TValue> stack)
    {
        int at = _at;
        var opcode = (Opcode)source[at];
        switch (opcode)
        {
            // any -> -; or the mark on top
            case Opcode.Pop:
                if (_markTop > 0 && _fence == _top)
                {
                    PopMark(opcode);
                }
                else
                {
                    Require(1);
                    TValue replacement = TSink.Unset;
                    if (Sink.MayBeReplaced(stack[_top - 1]) && !TryPeekGet(source, at + 1, limit, out replacement, out int needed))
                    {
                        return Lacks(source, needed);
                    }

                    _top--;
                    Sink.Drop(stack[_top], _top > _fence ? stack[_top - 1] : TSink.Unset);
                    if (!TSink.IsUnset(replacement))
                    {
                        Sink.Replace(stack[_top], replacement);
                    }
                }

                break;

            // mark stackslice -> -
            case Opcode.PopMark:
                _top = PopMark(opcode);
                break;

            // any -> any any
            case Opcode.Dup:
                Require(1);
                stack[_top] = stack[_top - 1];
                Sink.Reused(ref stack[_top]);
                _top++;
                break;

            // mark stackslice -> list
            case Opcode.List:
                {
                    int start = PopMark(opcode);
                    TValue list = Sink.List(stack[start.._top]);
                    _top = start;
                    stack[_top++] = list;
                    break;
                }

            // mark stackslice -> dict
            case Opcode.Dict:
                {
                    int start = PopMark(opcode);
                    if (((_top - start) & 1) != 0)
                    {
                        throw new PickleException("a key has no value: the number of items is odd");
                    }

                    TValue dict = Sink.Dict(stack[start.._top]);
                    _top = start;
                    stack[_top++] = dict;
                    break;
                }

            // - -> set
            case Opcode.EmptySet:
                stack[_top++] = Sink.EmptySet();
                break;

            // set mark stackslice -> set
            case Opcode.AddItems:
                {
                    int start = PopMark(opcode);
                    if (start <= _fence)
                    {
                        throw Underflow();
                    }

                    Sink.AddItems(stack[start - 1], stack[start.._top]);
                    _top = start;
                    break;
                }

            // mark stackslice -> frozenset
            case Opcode.FrozenSet:
                {
                    int start = PopMark(opcode);
                    TValue set = Sink.FrozenSet(stack[start.._top]);
                    _top = start;
                    stack[_top++] = set;
                    break;
                }

            // module name -> any
            case Opcode.StackGlobal:
                {
                    Require(2);
                    string? module = Sink.TextOf(stack[_top - 2], source);
                    string? name = Sink.TextOf(stack[_top - 1], source);
                    if (module is null || name is null)
                    {
                        throw new PickleException("module and name of a global must be str");
                    }

                    stack[_top - 2] = Global(module, name);
                    _top--;
                    break;
                }

            // class tuple dict -> any
            case Opcode.NewObjEx:
                Require(3);
                stack[_top - 3] = Sink.NewObjectEx(stack[_top - 3], stack[_top - 2], stack[_top - 1], _memo.Size);
                _top -= 2;
                break;

            // mark class stackslice -> any
            case Opcode.Obj:
                {
                    int start = PopMark(opcode);
                    if (start >= _top)
                    {
                        throw Underflow();
                    }

                    TValue instance = Sink.Instance(stack[start], stack[(start + 1).._top], _memo.Size);
                    _top = start;
                    stack[_top++] = instance;
                    break;
                }

            // id -> any
            case Opcode.BinPersId:
                Require(1);
                stack[_top - 1] = Sink.PersistentLoad(stack[_top - 1]);
                break;

            // - -> buffer
            case Opcode.NextBuffer:
                stack[_top++] = Sink.NextBuffer();
                break;

            // buffer -> buffer
            case Opcode.ReadOnlyBuffer:
                Require(1);
                stack[_top - 1] = Sink.ReadOnlyBuffer(stack[_top - 1]);
                break;

            case Opcode.Proto:
                if (limit - at < 2)
                {
                    return Lacks(source, 2);
                }

                _protocol = source[at + 1];
                if (_protocol > PickleOptions.HighestProtocol)
                {
                    throw new PickleException($"protocol {_protocol} is not known; the highest is {PickleOptions.HighestProtocol}");
                }

                at++;
                break;

            case Opcode.Frame:
                if (limit - at < 9)
                {
                    return Lacks(source, 9);
                }

                EnterFrame(BinaryPrimitives.ReadUInt64LittleEndian(source[(at + 1)..]));
                at += 8;
                break;

            // - -> any
            case Opcode.Ext1:
            case Opcode.Ext2:
            case Opcode.Ext4:
                {
                    int bytes = opcode == Opcode.Ext1 ? 1 : opcode == Opcode.Ext2 ? 2 : 4;
                    if (limit - at < 1 + bytes)
                    {
                        return Lacks(source, 1 + bytes);
                    }

                    stack[_top++] = Extension(source.Slice(at + 1, bytes));
                    at += bytes;
                    break;
                }

            case Opcode.BinUnicode:
            case Opcode.BinUnicode8:
            case Opcode.BinBytes:
            case Opcode.BinBytes8:
            case Opcode.ByteArray8:
            case Opcode.BinString:
            case Opcode.ShortBinString:
            case Opcode.Long4:
                return ExecuteCounted(opcode, source, limit, stack);

            case Opcode.Float:
            case Opcode.Int:
            case Opcode.Long:
            case Opcode.String:
            case Opcode.Unicode:
            case Opcode.PersId:
            case Opcode.Get:
            case Opcode.Put:
                return ExecuteLine(opcode, source, limit, stack);

            case Opcode.Global:
            case Opcode.Inst:
                return ExecuteNames(opcode, source, limit, stack);

            default:
                throw new PickleException(char.IsAsciiLetterOrDigit((char)source[at]) || char.IsPunctuation((char)source[at])
                    ? $"byte 0x{source[at]:x2} ('{(char)source[at]}') is no opcode; the data is not a pickle, or is damaged here"
                    : $"byte 0x{source[at]:x2} is no opcode; the data is not a pickle, or is damaged here");
        }

        _at = at + 1;
        return null;
    }

    // Opcodes whose argument is preceded by its length.
    private MachineStatus? ExecuteCounted(Opcode opcode, ReadOnlySpan<byte> source, int limit, Span<TValue> stack)
    {
        int at = _at;
        int lengthBytes = opcode switch
        {
            Opcode.ShortBinString => 1,
            Opcode.BinUnicode8 or Opcode.BinBytes8 or Opcode.ByteArray8 => 8,
            _ => 4,
        };
        if (limit - at < 1 + lengthBytes)
        {
            return Lacks(source, 1 + lengthBytes);
        }

        ReadOnlySpan<byte> field = source.Slice(at + 1, lengthBytes);
        long length = lengthBytes switch
        {
            1 => field[0],
            8 => BinaryPrimitives.ReadInt64LittleEndian(field),

            // pickletools: the lengths of BINSTRING and LONG4 are signed, those of BINUNICODE and BINBYTES are not.
            _ when opcode is Opcode.BinString or Opcode.Long4 => BinaryPrimitives.ReadInt32LittleEndian(field),
            _ => BinaryPrimitives.ReadUInt32LittleEndian(field),
        };
        if (length < 0)
        {
            throw new PickleException(lengthBytes == 8
                ? $"a length of {(ulong)length} bytes is beyond what any memory holds"
                : $"a length of {length} bytes is negative");
        }

        if (length > _limits.PayloadBytesMax)
        {
            throw new PickleLimitException($"a payload of {length} bytes is longer than {_limits.PayloadBytesMax} (PickleLimits.PayloadBytesMax)");
        }

        int start = at + 1 + lengthBytes;
        if (limit - start < length)
        {
            return LacksPayload(opcode, source, start, length);
        }

        ReadOnlySpan<byte> payload = source.Slice(start, (int)length);
        stack[_top] = opcode switch
        {
            Opcode.BinUnicode or Opcode.BinUnicode8 => Sink.Str(payload),
            Opcode.BinBytes or Opcode.BinBytes8 => Sink.Bytes(payload),
            Opcode.ByteArray8 => Sink.ByteArray(payload),
            Opcode.Long4 => Integer(payload),
            _ => Sink.ByteString(payload),
        };
        _top++;
        _at = start + (int)length;
        return null;
    }

    private MachineStatus LacksPayload(Opcode opcode, ReadOnlySpan<byte> source, int start, long length)
    {
        long total = start - _at + length;
        if (_frameEnd != NoFrame && _base + _at + total > _frameEnd)
        {
            throw Straddles();
        }

        if (length < LargePayloadBytes)
        {
            return Lacks(source, total);
        }

        if (length > Array.MaxLength)
        {
            throw new PickleException($"a payload of {length} bytes is longer than a .NET array can be ({Array.MaxLength})");
        }

        _payloadOpcode = opcode;
        _awaitsPayload = true;
        _at = start;
        _needed = length;
        return MachineStatus.NeedsPayload;
    }

    private TValue Payload(byte[] payload) => _payloadOpcode switch
    {
        Opcode.BinUnicode or Opcode.BinUnicode8 => Sink.Str(payload),
        Opcode.BinBytes or Opcode.BinBytes8 => Sink.AdoptBytes(payload),
        Opcode.ByteArray8 => Sink.AdoptByteArray(payload),
        Opcode.Long4 => Integer(payload),
        _ => Sink.ByteString(payload),
    };

    // Opcodes whose argument is the rest of a line of text.
    private MachineStatus? ExecuteLine(Opcode opcode, ReadOnlySpan<byte> source, int limit, Span<TValue> stack)
    {
        int start = _at + 1;
        if (!TryReadLine(source, start, limit, out int end))
        {
            return Lacks(source, limit - _at + 1);
        }

        ReadOnlySpan<byte> line = source[start..end];
        switch (opcode)
        {
            // - -> float
            case Opcode.Float:
                stack[_top] = Sink.Float(PythonFloat.Parse(line));
                break;

            // - -> int or bool
            case Opcode.Int:
                stack[_top] = line.SequenceEqual("01"u8) ? Sink.Bool(true) // pickletools: INT "01" is True
                    : line.SequenceEqual("00"u8) ? Sink.Bool(false)
                    : TextInteger(line);
                break;

            // - -> int
            case Opcode.Long:
                stack[_top] = TextLong(line is [.., (byte)'L'] ? line[..^1] : line);
                break;

            // - -> bytes or str
            case Opcode.String:
                if (line.Length < 2 || line[0] != line[^1] || line[0] is not ((byte)'\'' or (byte)'"'))
                {
                    throw new PickleException("the text must stand in quotes");
                }

                stack[_top] = Sink.ByteString(PythonEscape.Decode(line[1..^1]));
                break;

            // - -> str
            case Opcode.Unicode:
                stack[_top] = Sink.RawUnicode(line);
                break;

            // - -> any
            case Opcode.PersId:
                if (line.ContainsAnyExceptInRange((byte)0, (byte)0x7f))
                {
                    throw new PickleException("a persistent id in protocol 0 must be ASCII text");
                }

                stack[_top] = Sink.PersistentLoad(Sink.Str(line));
                break;

            // - -> any
            case Opcode.Get:
                {
                    long index = MemoIndex(line);
                    if (!_memo.TryGet(index, out stack[_top]))
                    {
                        throw NotInMemo(index);
                    }

                    Sink.Reused(ref stack[_top]);
                    break;
                }

            // any -> any (and the memo)
            default:
                Require(1);
                _memo.Put(MemoIndex(line), stack[_top - 1]);
                _top--;
                break;
        }

        _top++;
        _at = end + 1;
        return null;
    }

    // Opcodes whose argument is two lines, module and name.
    private MachineStatus? ExecuteNames(Opcode opcode, ReadOnlySpan<byte> source, int limit, Span<TValue> stack)
    {
        int moduleStart = _at + 1;
        if (_moduleEnd == 0)
        {
            if (!TryReadLine(source, moduleStart, limit, out int firstEnd))
            {
                return Lacks(source, limit - _at + 1);
            }

            _moduleEnd = firstEnd - _at;
        }

        int moduleEnd = _at + _moduleEnd;
        int nameStart = moduleEnd + 1;
        if (!TryReadLine(source, nameStart, limit, out int nameEnd))
        {
            return Lacks(source, limit - _at + 1);
        }

        _moduleEnd = 0;
        if (moduleEnd == moduleStart || nameEnd == nameStart)
        {
            throw new PickleException("neither module nor name of a global may be empty");
        }

        TValue global = Global(SurrogateUtf8.Decode(source[moduleStart..moduleEnd]), SurrogateUtf8.Decode(source[nameStart..nameEnd]));
        if (opcode == Opcode.Inst)
        {
            // mark stackslice -> any
            int start = PopMark(opcode);
            TValue instance = Sink.Instance(global, stack[start.._top], _memo.Size);
            _top = start;
            stack[_top++] = instance;
        }
        else
        {
            // - -> any
            stack[_top++] = global;
        }

        _at = nameEnd + 1;
        return null;
    }

    private bool TryReadLine(ReadOnlySpan<byte> source, int start, int limit, out int end)
    {
        // What an earlier run has searched is not searched again, or a line fed byte by byte would cost its square.
        int from = Math.Min(Math.Max(start, _at + _lineScanned), limit);
        int length = source[from..limit].IndexOf((byte)'\n');
        if ((length < 0 ? limit : from + length) - start > _limits.PayloadBytesMax)
        {
            throw new PickleLimitException($"a line is longer than {_limits.PayloadBytesMax} bytes (PickleLimits.PayloadBytesMax)");
        }

        if (length < 0)
        {
            _lineScanned = limit - _at;
            end = 0;
            return false;
        }

        _lineScanned = 0;
        end = from + length;
        return true;
    }

    private TValue Integer(ReadOnlySpan<byte> twosComplement)
    {
        if (twosComplement.Length > sizeof(long))
        {
            var big = new BigInteger(twosComplement);
            return big >= long.MinValue && big <= long.MaxValue ? Sink.Long((long)big) : Sink.BigInt(big);
        }

        // Sign-extended from the last byte; no bytes at all are 0.
        long value = twosComplement.Length > 0 && (sbyte)twosComplement[^1] < 0 ? -1 : 0;
        for (int i = twosComplement.Length - 1; i >= 0; i--)
        {
            value = (value << 8) | twosComplement[i];
        }

        return Sink.Long(value);
    }

    private TValue TextLong(ReadOnlySpan<byte> text) =>
        PythonInteger.Parse(text, _limits.IntegerDigitsMax, out long small, out BigInteger big)
            ? Sink.Long(small)
            : Sink.BigInt(big);

    private TValue TextInteger(ReadOnlySpan<byte> text) =>
        PythonInteger.Parse(text, _limits.IntegerDigitsMax, out long small, out BigInteger big)
            ? Sink.Int(small)
            : Sink.BigInt(big);

    private readonly long MemoIndex(ReadOnlySpan<byte> text)
    {
        if (!PythonInteger.Parse(text, _limits.IntegerDigitsMax, out long index, out BigInteger _))
        {
            throw new PickleException("the memo index is beyond 64 bits");
        }

        return index >= 0 ? index : throw new PickleException($"the memo index {index} is negative");
    }

    private TValue Global(string module, string name)
    {
        if (_protocol < 3 && _fixImports)
        {
            (string Module, string Name) renamed = PythonNames.ToPython3(module, name);
            return PythonNames.ToPython2(renamed.Module, renamed.Name) == (module, name)
                ? Sink.Global(renamed.Module, renamed.Name)
                : Sink.Global(renamed.Module, renamed.Name, module, name);
        }

        return Sink.Global(module, name);
    }

    private TValue Extension(ReadOnlySpan<byte> argument)
    {
        int code = argument.Length switch
        {
            1 => argument[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(argument),
            _ => BinaryPrimitives.ReadInt32LittleEndian(argument),
        };
        return code > 0 ? Sink.Extension(code) : throw new PickleException($"the extension code {code} is not positive");
    }
}
