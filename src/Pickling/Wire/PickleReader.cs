using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Pickling.Opcodes;
using Pickling.Text;

namespace Pickling.Wire;

/// <summary>
/// Reads a pickle opcode by opcode, without executing anything: Python's <c>pickletools.genops</c> for .NET.
/// </summary>
/// <remarks>
/// <code>
/// var reader = new PickleReader(bytes);
/// while (reader.Read())
///     Console.WriteLine($"{reader.Offset}: {reader.Info.Name}");
/// </code>
/// It walks one pickle and stops after STOP. <see cref="Read"/> checks that the whole argument is there but decodes
/// nothing, so it allocates nothing; the <c>Get</c> methods decode the current argument. Malformed input throws
/// <see cref="PickleException"/> in pickletools' words. Asking for a value that the current argument's kind does not
/// hold throws <see cref="InvalidOperationException"/>.
/// </remarks>
public ref struct PickleReader
{
    private readonly ReadOnlySpan<byte> _source;
    private readonly int _start;
    private int _position;
    private int _offset;
    private int _argumentStart;
    private int _argumentLength;
    private int _secondStart;
    private OpcodeInfo? _info;
    private bool _isStopped;

    /// <summary>Starts before the first opcode of a pickle.</summary>
    /// <param name="source">Bytes that hold the pickle; what follows its STOP is not looked at.</param>
    /// <param name="start">Index at which the pickle starts; offsets still count from the start of <paramref name="source"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="start"/> lies outside of the bytes.</exception>
    public PickleReader(ReadOnlySpan<byte> source, int start = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, source.Length);
        _source = source;
        _start = start;
        _position = start;
    }

    /// <summary>The current opcode, one that <see cref="OpcodeTable"/> knows.</summary>
    public readonly Opcode Opcode => Info.Opcode;

    /// <summary>The current opcode's row of <see cref="OpcodeTable"/>.</summary>
    public readonly OpcodeInfo Info => _info ?? throw NothingRead();

    /// <summary>Index of the current opcode, in bytes from the start of the source.</summary>
    public readonly int Offset => _offset;

    /// <summary>Bytes of the current opcode and its argument.</summary>
    public readonly int Length => _position - _offset;

    /// <summary>Bytes of the pickle read so far; after STOP, the length of the pickle.</summary>
    public readonly int BytesConsumed => _position - _start;

    /// <summary>
    /// The current argument as it stands in the stream: the payload without its count, the line without its line feed,
    /// the first of two lines, the bytes of a number; empty when there is none.
    /// </summary>
    public readonly ReadOnlySpan<byte> Argument => _source.Slice(_argumentStart, _argumentLength);

    /// <summary>The second line of a <see cref="ArgumentKind.StringLineNoEscapePair"/> without its line feed; else empty.</summary>
    public readonly ReadOnlySpan<byte> SecondArgument =>
        _info?.ArgumentKind == ArgumentKind.StringLineNoEscapePair ? _source[_secondStart..(_position - 1)] : default;

    /// <summary>
    /// Whether the argument of INT is a boolean: <c>00</c> is False and <c>01</c> is True, which
    /// <see cref="TryGetInt64"/> gives as 0 and 1.
    /// </summary>
    public readonly bool IsBoolean =>
        _info?.ArgumentKind == ArgumentKind.DecimalLineShort && (Argument.SequenceEqual("00"u8) || Argument.SequenceEqual("01"u8));

    /// <summary>Goes to the next opcode; false after STOP.</summary>
    /// <exception cref="PickleTruncatedException">The source ends before STOP.</exception>
    /// <exception cref="PickleException">The next byte is no opcode, or its argument's count is impossible.</exception>
    public bool Read()
    {
        if (_isStopped)
            return false;
        _offset = _position;
        _argumentLength = 0;
        _info = null;
        if (_position == _source.Length)
            throw new PickleTruncatedException("pickle exhausted before seeing STOP", _offset, null);
        if (!OpcodeTable.TryGet(_source[_position], out _info))
            throw new PickleException($"opcode {PythonRepr.Bytes(_source.Slice(_position, 1))} unknown", _offset, null);
        _argumentStart = _position + 1;
        switch (_info.ArgumentKind)
        {
            case ArgumentKind.None:
                _isStopped = _info.Opcode == Opcode.Stop;
                break;
            case ArgumentKind.UInt1:
                TakeFixed(1, "uint1");
                break;
            case ArgumentKind.UInt2:
                TakeFixed(2, "uint2");
                break;
            case ArgumentKind.Int4:
                TakeFixed(4, "int4");
                break;
            case ArgumentKind.UInt4:
                TakeFixed(4, "uint4");
                break;
            case ArgumentKind.UInt8:
                TakeFixed(8, "uint8");
                break;
            case ArgumentKind.Float8:
                TakeFixed(8, "float8");
                break;
            case ArgumentKind.String1 or ArgumentKind.Bytes1 or ArgumentKind.UnicodeString1 or ArgumentKind.Long1:
                TakeFixed(1, "uint1");
                TakeCounted(_source[_argumentStart]);
                break;
            case ArgumentKind.String4 or ArgumentKind.Long4:
                TakeFixed(4, "int4");
                TakeCounted(BinaryPrimitives.ReadInt32LittleEndian(Argument));
                break;
            case ArgumentKind.Bytes4 or ArgumentKind.UnicodeString4:
                TakeFixed(4, "uint4");
                TakeCounted(BinaryPrimitives.ReadUInt32LittleEndian(Argument));
                break;
            case ArgumentKind.Bytes8 or ArgumentKind.ByteArray8 or ArgumentKind.UnicodeString8:
                TakeFixed(8, "uint8");
                TakeCounted(BinaryPrimitives.ReadUInt64LittleEndian(Argument));
                break;
            case ArgumentKind.UnicodeStringLine:
                TakeLine("unicodestringnl");
                break;
            case ArgumentKind.StringLineNoEscapePair:
                TakeLine("stringnl");
                TakeSecondLine();
                break;
            default:
                TakeLine("stringnl");
                break;
        }

        _position = _info.ArgumentKind switch
        {
            ArgumentKind.StringLineNoEscapePair => _position,
            >= ArgumentKind.DecimalLineShort and <= ArgumentKind.UnicodeStringLine => _argumentStart + _argumentLength + 1,
            _ => _argumentStart + _argumentLength,
        };
        return true;
    }

    /// <summary>The current argument as a 64-bit integer; false when it is an integer that needs more bits.</summary>
    /// <exception cref="PickleException">The text of an INT, LONG, GET or PUT is no integer.</exception>
    public readonly bool TryGetInt64(out long value)
    {
        var argument = Argument;
        switch (Info.ArgumentKind)
        {
            case ArgumentKind.UInt1:
                value = argument[0];
                return true;
            case ArgumentKind.UInt2:
                value = BinaryPrimitives.ReadUInt16LittleEndian(argument);
                return true;
            case ArgumentKind.Int4:
                value = BinaryPrimitives.ReadInt32LittleEndian(argument);
                return true;
            case ArgumentKind.UInt4:
                value = BinaryPrimitives.ReadUInt32LittleEndian(argument);
                return true;
            default:
                var integer = GetBigInteger();
                var fits = integer >= long.MinValue && integer <= long.MaxValue;
                value = fits ? (long)integer : 0;
                return fits;
        }
    }

    /// <summary>The current argument as an integer of any size.</summary>
    /// <exception cref="PickleException">The text of an INT, LONG, GET or PUT is no integer.</exception>
    public readonly BigInteger GetBigInteger()
    {
        var argument = Argument;
        try
        {
            switch (Info.ArgumentKind)
            {
                case ArgumentKind.UInt1 or ArgumentKind.UInt2 or ArgumentKind.Int4 or ArgumentKind.UInt4:
                    TryGetInt64(out var small);
                    return small;
                case ArgumentKind.UInt8:
                    return BinaryPrimitives.ReadUInt64LittleEndian(argument);
                case ArgumentKind.Long1 or ArgumentKind.Long4:
                    return ReadLong(argument);
                case ArgumentKind.DecimalLineShort:
                    return PythonNumberCall.ParseInteger(argument);
                case ArgumentKind.DecimalLineLong:
                    return PythonNumberCall.ParseInteger(argument.EndsWith("L"u8) ? argument[..^1] : argument);
                default:
                    throw WrongKind("an integer");
            }
        }
        catch (PickleException exception)
        {
            exception.Locate(_offset, _info!.Name);
            throw;
        }
    }

    /// <summary>The current argument of FLOAT or BINFLOAT.</summary>
    /// <exception cref="PickleException">The text of a FLOAT is no number.</exception>
    public readonly double GetDouble()
    {
        try
        {
            return Info.ArgumentKind switch
            {
                ArgumentKind.Float8 => BinaryPrimitives.ReadDoubleBigEndian(Argument),
                ArgumentKind.FloatLine => PythonNumberCall.ParseFloat(Argument),
                _ => throw WrongKind("a float"),
            };
        }
        catch (PickleException exception)
        {
            exception.Locate(_offset, _info!.Name);
            throw;
        }
    }

    /// <summary>The current argument as text, decoded as pickletools does.</summary>
    /// <remarks>
    /// Unicode strings are UTF-8 or raw-unicode-escape. The bytes of a Python 2 <c>str</c> become the characters U+0000 to
    /// U+00FF. Lines of names and literals are ASCII after their escapes; the two lines of a GLOBAL are joined by a blank.
    /// </remarks>
    /// <exception cref="PickleException">The bytes are not what the kind of argument demands.</exception>
    public readonly string GetString()
    {
        try
        {
            return Info.ArgumentKind switch
            {
                ArgumentKind.UnicodeString1 or ArgumentKind.UnicodeString4 or ArgumentKind.UnicodeString8 =>
                    SurrogateUtf8.Decode(Argument),
                ArgumentKind.UnicodeStringLine => RawUnicodeEscape.Decode(Argument),
                ArgumentKind.String1 or ArgumentKind.String4 => Encoding.Latin1.GetString(Argument),
                ArgumentKind.StringLine => DecodeEscapes(Unquote(Argument)),
                ArgumentKind.StringLineNoEscape => DecodeEscapes(Argument),
                ArgumentKind.StringLineNoEscapePair => $"{DecodeEscapes(Argument)} {DecodeEscapes(SecondArgument)}",
                _ => throw WrongKind("text"),
            };
        }
        catch (PickleException exception)
        {
            exception.Locate(_offset, _info!.Name);
            throw;
        }
    }

    private void TakeFixed(int count, string kind)
    {
        if (_source.Length - _argumentStart < count)
            throw new PickleTruncatedException($"not enough data in stream to read {kind}", _offset, _info!.Name);
        _argumentLength = count;
    }

    // The count has been taken as the argument; what it counts takes its place.
    private void TakeCounted(long count)
    {
        var info = _info!;
        if (count < 0)
            throw new PickleException($"{info.ArgumentName} byte count < 0: {count}", _offset, info.Name);
        _argumentStart += _argumentLength;
        _argumentLength = 0;
        var remaining = _source.Length - _argumentStart;
        if (count > remaining)
        {
            var message = info.ArgumentKind is ArgumentKind.Long1 or ArgumentKind.Long4
                ? $"not enough data in stream to read {info.ArgumentName}"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"expected {count} bytes in a {info.ArgumentName}, but only {remaining} remain");
            throw new PickleTruncatedException(message, _offset, info.Name);
        }

        _argumentLength = (int)count;
    }

    private void TakeCounted(ulong count)
    {
        if (count > long.MaxValue)
            throw new PickleException($"{_info!.ArgumentName} byte count > sys.maxsize: {count}", _offset, _info.Name);
        TakeCounted((long)count);
    }

    private void TakeLine(string kind) => _argumentLength = FindLineEnd(_argumentStart, kind) - _argumentStart;

    private void TakeSecondLine()
    {
        // pickletools decodes the first line before it looks for the second: its complaint comes first.
        if (_source[(_argumentStart + _argumentLength + 1)..].IndexOf((byte)'\n') < 0)
            ThrowUndecodable(Argument);
        _secondStart = _argumentStart + _argumentLength + 1;
        _position = FindLineEnd(_secondStart, "stringnl") + 1;
    }

    private readonly void ThrowUndecodable(ReadOnlySpan<byte> line)
    {
        try
        {
            DecodeEscapes(line);
        }
        catch (PickleException exception)
        {
            exception.Locate(_offset, _info!.Name);
            throw;
        }
    }

    private readonly int FindLineEnd(int lineStart, string kind)
    {
        var length = _source[lineStart..].IndexOf((byte)'\n');
        if (length < 0)
            throw new PickleTruncatedException($"no newline found when trying to read {kind}", _offset, _info!.Name);
        return lineStart + length;
    }

    private static BigInteger ReadLong(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return new BigInteger(bytes);
        }
        catch (OverflowException exception)
        {
            throw new PickleException($"an integer of {bytes.Length} bytes is more than .NET's BigInteger holds", exception);
        }
    }

    private static ReadOnlySpan<byte> Unquote(ReadOnlySpan<byte> literal)
    {
        if (literal.IsEmpty || literal[0] is not ((byte)'"' or (byte)'\''))
            throw new PickleException($"no string quotes around {PythonRepr.Bytes(literal)}");
        if (literal[^1] != literal[0])
        {
            // pickletools: "strinq" is its spelling.
            throw new PickleException(
                $"strinq quote {PythonRepr.Bytes(literal[..1])} not found at both ends of {PythonRepr.Bytes(literal)}");
        }

        return literal.Length == 1 ? default : literal[1..^1];
    }

    private static string DecodeEscapes(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> bytes = text.Contains((byte)'\\') ? PythonEscape.Decode(text) : text;
        var position = bytes.IndexOfAnyExceptInRange((byte)0, (byte)127);
        if (position >= 0)
        {
            throw new PickleException(
                $"'ascii' codec can't decode byte 0x{bytes[position]:x2} in position {position}: ordinal not in range(128)");
        }

        return Encoding.ASCII.GetString(bytes);
    }

    private readonly InvalidOperationException WrongKind(string wanted) =>
        new($"the argument of {Info.Name} ({Info.ArgumentName ?? "none"}) is not {wanted}");

    private static InvalidOperationException NothingRead() => new("call Read first; it must have returned true");
}
