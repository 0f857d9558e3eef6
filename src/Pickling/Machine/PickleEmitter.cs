using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using Pickling.Opcodes;
using Pickling.Text;
using Pickling.Wire;

namespace Pickling.Machine;

/// <summary>
/// The machine's mirror: the verbs of a value become opcodes. Batching, memo opcodes, framing and everything in which
/// protocols and profiles differ live here and nowhere else.
/// </summary>
internal readonly struct PickleEmitter
{
    // Chars that take at most 255 bytes of UTF-8 whatever they are.
    private const int ShortChars = 255 / 3;

    private readonly PickleWriter _writer;
    private readonly int _protocol;
    private readonly int _memoIndexFirst;
    private readonly bool _controlsStay;
    private readonly bool _framesHoldEverything;
    private readonly bool _refusesStateSetters;
    private readonly bool _fixImports;
    private readonly bool _isFast;
    private readonly NumberEmitter _numbers;

    public PickleEmitter(PickleWriter writer, PickleOptions options)
    {
        _writer = writer;
        CPythonProfile profile = options.Profile;
        _protocol = options.Protocol < 0 ? profile.HighestProtocol : options.Protocol;
        if (_protocol > PickleOptions.HighestProtocol)
        {
            throw new PicklingException($"protocol {_protocol} is not known; the highest is {PickleOptions.HighestProtocol}");
        }

        if (_protocol > profile.HighestProtocol)
        {
            throw new PicklingException($"CPython {profile} does not know protocol {_protocol}; its highest is {profile.HighestProtocol}");
        }

        _memoIndexFirst = profile.MemoIsSparse ? 1 : 0;
        _controlsStay = profile.ControlsStayInProtocol0;
        _framesHoldEverything = profile.FramesHoldEverything;
        _refusesStateSetters = profile.StateSettersAreRefused;
        NestedGlobalsAreObjects = profile.NestedGlobalsAreObjects;
        MemoIsSparse = profile.MemoIsSparse;
        TypesArePython2 = profile.TypesArePython2;
        ByteArraysAreTexts = profile.ByteArraysAreTexts && _protocol < 3;
        _fixImports = options.FixImports;
        _isFast = options.Fast;
        _numbers = new NumberEmitter(writer, _protocol, options);
        Batches = new BatchEmitter(writer, _numbers, _protocol, profile);
    }

    /// <summary>The protocol written, 0 to 5.</summary>
    public int Protocol => _protocol;

    /// <summary>The batches of items.</summary>
    public BatchEmitter Batches { get; }

    /// <summary>Whether a nested class below protocol 4 is written as an object that getattr() makes.</summary>
    public bool NestedGlobalsAreObjects { get; }

    /// <summary>Whether only what has a second reference gets a memo entry.</summary>
    public bool MemoIsSparse { get; }

    /// <summary>Whether bytes are written as str, integers of 64 bits as int, and names as those of Python 2.</summary>
    public bool TypesArePython2 { get; }

    /// <summary>Whether a bytearray is written as one made of text.</summary>
    public bool ByteArraysAreTexts { get; }

    public void Begin()
    {
        if (_protocol >= 2)
        {
            _writer.Byte(Opcode.Proto, (byte)_protocol);
        }

        if (_protocol >= 4)
        {
            _writer.BeginFraming(_framesHoldEverything);
        }
    }

    public void End()
    {
        _writer.Opcode(Opcode.Stop);
        _writer.End();
    }

    /// <summary>To be called before every value, as CPython's save() does: frames end only here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Boundary() => _writer.Boundary();

    public void None() => _writer.Opcode(Opcode.None);

    public void Bool(bool value)
    {
        if (_protocol >= 2)
        {
            _writer.Opcode(value ? Opcode.NewTrue : Opcode.NewFalse);
        }
        else
        {
            _writer.Bytes(value ? "I01\n"u8 : "I00\n"u8);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int(long value) => _numbers.Int(value);

    public void BigInt(BigInteger value) => _numbers.BigInt(value);

    public void Float(double value) => _numbers.Float(value);

    public void Str(string text)
    {
        if (_protocol == 0)
        {
            _writer.Opcode(Opcode.Unicode);
            EscapedText(text);
            _writer.Bytes("\n"u8);
        }
        else if (text.Length <= ShortChars)
        {
            int header = _protocol >= 4 ? 2 : 5;
            Span<byte> room = _writer.Room(header + (3 * text.Length));
            if (!SurrogateUtf8.TryEncodeShort(text, room[header..], out int written))
            {
                written = SurrogateUtf8.Encode(text, room[header..]);
            }

            if (header == 2)
            {
                room[1] = (byte)written;
                room[0] = (byte)Opcode.ShortBinUnicode;
            }
            else
            {
                StrHeader(room, written);
            }

            _writer.Advance(header + written);
        }
        else
        {
            StrLong(text);
        }
    }

    /// <summary>A str with a new memo entry, or a GET of the one it has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Str(ref ObjectMemo memo, string text)
    {
        if (memo.TryAdd(text, out int index))
        {
            StrMemoized(text, index);
        }
        else
        {
            Get(index);
        }
    }

    /// <summary>A str and its memo entry: what most of a pickle is, so it is written in one go where it is short.</summary>
    public void StrMemoized(string text, int index)
    {
        if (_protocol < 4 || text.Length > ShortChars || _isFast)
        {
            Str(text);
            Memoize(index);
            return;
        }

        const int Header = 2;
        Span<byte> room = _writer.Room(Header + (3 * text.Length) + 1);
        if (!SurrogateUtf8.TryEncodeShort(text, room[Header..], out int written))
        {
            written = SurrogateUtf8.Encode(text, room[Header..]);
        }

        room[Header + written] = (byte)Opcode.Memoize;
        room[1] = (byte)written;
        room[0] = (byte)Opcode.ShortBinUnicode;
        _writer.Advance(Header + written + 1);
    }

    /// <summary>A str that no .NET string can hold: as UTF-8, and in parts of which each can be held.</summary>
    public void Str(ReadOnlyMemory<byte> utf8, IEnumerable<string> parts)
    {
        if (_protocol == 0)
        {
            _writer.Opcode(Opcode.Unicode);
            foreach (string part in parts)
            {
                EscapedText(part);
            }

            _writer.Bytes("\n"u8);
        }
        else if (utf8.Length >= PickleWriter.FrameBytesTarget)
        {
            _writer.Payload(Opcode.BinUnicode, 4, utf8);
        }
        else
        {
            if (_protocol >= 4 && utf8.Length < 256)
            {
                _writer.Byte(Opcode.ShortBinUnicode, (byte)utf8.Length);
            }
            else
            {
                _writer.Int32(Opcode.BinUnicode, utf8.Length);
            }

            _writer.Bytes(utf8.Span);
        }
    }

    public void Bytes(ReadOnlyMemory<byte> value)
    {
        if (value.Length < 256)
        {
            _writer.Byte(Opcode.ShortBinBytes, (byte)value.Length);
            _writer.Bytes(value.Span);
        }
        else if (value.Length < PickleWriter.FrameBytesTarget)
        {
            _writer.Int32(Opcode.BinBytes, value.Length);
            _writer.Bytes(value.Span);
        }
        else
        {
            _writer.Payload(Opcode.BinBytes, 4, value);
        }
    }

    public void ByteArray(ReadOnlyMemory<byte> value)
    {
        if (value.Length < PickleWriter.FrameBytesTarget)
        {
            _writer.Int64(Opcode.ByteArray8, value.Length);
            _writer.Bytes(value.Span);
        }
        else
        {
            _writer.Payload(Opcode.ByteArray8, 8, value);
        }
    }

    /// <summary>A Python 2 str.</summary>
    public void ByteString(ReadOnlyMemory<byte> value)
    {
        if (_protocol == 0)
        {
            _writer.Line(Opcode.String, PythonRepr.Bytes(value.Span)[1..]);
        }
        else if (value.Length < 256)
        {
            _writer.Byte(Opcode.ShortBinString, (byte)value.Length);
            _writer.Bytes(value.Span);
        }
        else
        {
            _writer.Int32(Opcode.BinString, value.Length);
            _writer.Bytes(value.Span);
        }
    }

    public void EmptyList()
    {
        if (_protocol >= 1)
        {
            _writer.Opcode(Opcode.EmptyList);
        }
        else
        {
            _writer.Bytes("(l"u8);
        }
    }

    public void EmptyDict()
    {
        if (_protocol >= 1)
        {
            _writer.Opcode(Opcode.EmptyDict);
        }
        else
        {
            _writer.Bytes("(d"u8);
        }
    }

    public void EmptySet() => _writer.Opcode(Opcode.EmptySet);

    public void EmptyTuple()
    {
        if (_protocol >= 1)
        {
            _writer.Opcode(Opcode.EmptyTuple);
        }
        else
        {
            _writer.Bytes("(t"u8);
        }
    }

    public void Mark() => _writer.Opcode(Opcode.Mark);

    /// <summary>Before the items of a tuple that is not empty.</summary>
    public void BeginTuple(int count)
    {
        if (_protocol < 2 || count > 3)
        {
            Mark();
        }
    }

    /// <summary>After the items of a tuple that is not empty.</summary>
    public void EndTuple(int count) => _writer.Opcode(_protocol < 2 ? Opcode.Tuple : count switch
    {
        1 => Opcode.Tuple1,
        2 => Opcode.Tuple2,
        3 => Opcode.Tuple3,
        _ => Opcode.Tuple,
    });

    /// <summary>Instead of <see cref="EndTuple"/>, when writing the items wrote the tuple itself: drops them.</summary>
    public void DropTuple(int count)
    {
        if (_protocol >= 2 && count <= 3)
        {
            for (int i = 0; i < count; i++)
            {
                Pop();
            }
        }
        else if (_protocol >= 1)
        {
            PopMark();
        }
        else
        {
            for (int i = 0; i <= count; i++)
            {
                Pop();
            }
        }
    }

    public void FrozenSet() => _writer.Opcode(Opcode.FrozenSet);

    public void Pop() => _writer.Opcode(Opcode.Pop);

    public void PopMark() => _writer.Opcode(Opcode.PopMark);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Memoize(int index)
    {
        if (_isFast)
        {
            return;
        }

        if (_protocol >= 4)
        {
            _writer.Opcode(Opcode.Memoize);
        }
        else
        {
            PutSlow(index);
        }
    }

    public void Get(int index)
    {
        index += _memoIndexFirst;
        if (_protocol == 0)
        {
            _writer.Line(Opcode.Get, index.ToString(CultureInfo.InvariantCulture));
        }
        else if (index < 256)
        {
            _writer.Byte(Opcode.BinGet, (byte)index);
        }
        else
        {
            _writer.Int32(Opcode.LongBinGet, index);
        }
    }

    /// <summary>Calls a state setter with object and state, which were just written, and drops what it returns.</summary>
    public void ReduceSetter()
    {
        if (_refusesStateSetters)
        {
            throw new PicklingException("a state setter, the sixth item of a reduce value, is not known to CPython before 3.8");
        }

        // CPython writes TUPLE2 here in every protocol.
        _writer.Opcode(Opcode.Tuple2);
        _writer.Opcode(Opcode.Reduce);
        _writer.Opcode(Opcode.Pop);
    }

    public void Reduce() => _writer.Opcode(Opcode.Reduce);

    public void NewObject() => _writer.Opcode(Opcode.NewObj);

    public void NewObjectEx() => _writer.Opcode(Opcode.NewObjEx);

    public void Build() => _writer.Opcode(Opcode.Build);

    public void StackGlobal() => _writer.Opcode(Opcode.StackGlobal);

    /// <summary>A global below protocol 4: its name as text.</summary>
    public void Global(string module, string name) => Names(Opcode.Global, module, name);

    /// <summary>An instance of a classic class in protocol 0, whose arguments follow a MARK.</summary>
    public void Inst(string module, string name) => Names(Opcode.Inst, module, name);

    /// <summary>An instance of a classic class from protocol 1 on: class and arguments follow a MARK.</summary>
    public void Obj() => _writer.Opcode(Opcode.Obj);

    public void Extension(int code)
    {
        if (code < 256)
        {
            _writer.Byte(Opcode.Ext1, (byte)code);
        }
        else if (code < 65536)
        {
            _writer.UInt16(Opcode.Ext2, (ushort)code);
        }
        else
        {
            _writer.Int32(Opcode.Ext4, code);
        }
    }

    /// <summary>A persistent id in protocol 0, where it is text.</summary>
    public void PersistentId(string id)
    {
        if (!Ascii.IsValid(id) || id.Contains('\n'))
        {
            throw new PicklingException("a persistent id in protocol 0 must be one line of ASCII text; use protocol 1 or higher");
        }

        _writer.Line(Opcode.PersId, id);
    }

    /// <summary>A persistent id from protocol 1 on: any value, just written.</summary>
    public void PersistentId() => _writer.Opcode(Opcode.BinPersId);

    public void NextBuffer(bool isReadOnly)
    {
        _writer.Opcode(Opcode.NextBuffer);
        if (isReadOnly)
        {
            _writer.Opcode(Opcode.ReadOnlyBuffer);
        }
    }

    private static void StrHeader(Span<byte> room, int bytes)
    {
        room[0] = (byte)Opcode.BinUnicode;
        System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(room[1..], bytes);
    }

    private void EscapedText(string text) => _writer.Advance(
        RawUnicodeEscape.Encode(text, _writer.Room(RawUnicodeEscape.ByteCount(text, _controlsStay)), _controlsStay));

    private void StrLong(string text)
    {
        int bytes = SurrogateUtf8.ByteCount(text);
        if (bytes >= PickleWriter.FrameBytesTarget)
        {
            byte[] payload = GC.AllocateUninitializedArray<byte>(bytes);
            SurrogateUtf8.Encode(text, payload);
            _writer.Payload(Opcode.BinUnicode, 4, payload);
            return;
        }

        int header = _protocol >= 4 && bytes < 256 ? 2 : 5;
        Span<byte> room = _writer.Room(header + bytes);
        SurrogateUtf8.Encode(text, room[header..]);
        if (header == 2)
        {
            room[1] = (byte)bytes;
            room[0] = (byte)Opcode.ShortBinUnicode;
        }
        else
        {
            StrHeader(room, bytes);
        }

        _writer.Advance(header + bytes);
    }

    private void PutSlow(int index)
    {
        index += _memoIndexFirst;
        if (_protocol == 0)
        {
            _writer.Line(Opcode.Put, index.ToString(CultureInfo.InvariantCulture));
        }
        else if (index < 256)
        {
            _writer.Byte(Opcode.BinPut, (byte)index);
        }
        else
        {
            _writer.Int32(Opcode.LongBinPut, index);
        }
    }

    private void Names(Opcode opcode, string module, string name)
    {
        if (_protocol < 3)
        {
            if (_fixImports)
            {
                (module, name) = PythonNames.ToPython2(module, name);
            }

            if (!Ascii.IsValid(module) || !Ascii.IsValid(name))
            {
                throw new PicklingException($"the global {module}.{name} is not ASCII; use protocol 3 or higher");
            }
        }

        if (module.Contains('\n') || name.Contains('\n'))
        {
            throw new PicklingException("the name of a global holds a line feed; use protocol 4 or higher");
        }

        if (module.Length == 0 || name.Length == 0)
        {
            throw new PicklingException("a global has no module or no name; use protocol 4 or higher");
        }

        _writer.Opcode(opcode);
        _writer.Line(module);
        _writer.Line(name);
    }
}
