using System.Globalization;
using System.Numerics;
using System.Text;
using Pickling.Opcodes;
using Pickling.Text;
using Pickling.Wire;

namespace Pickling.Tools;

/// <summary>
/// Shows a pickle as text, one opcode a line, without executing it: Python's <c>pickletools.dis</c>, letter for letter.
/// </summary>
/// <remarks>
/// The text is that of CPython 3.13, with lines ended by a line feed. Like there, a crude picture of the stack and the
/// memo is kept, which finds what a loader would trip over; then everything up to that place has been written, and a
/// <see cref="PickleException"/> carries Python's message.
/// </remarks>
public sealed class PickleDisassembler
{
    // By code: the code as Python shows it in four columns.
    private static readonly string[] CodeColumns = [.. Enumerable.Range(0, 256).Select(FormatCode)];

    // 10^4300 has 14285 bits; an integer of this many is certainly over the limit of digits.
    private const int BitsOverDigitLimit = 14_300;

    private readonly TextWriter _output;
    private readonly PickleDisassemblerOptions _options;
    private readonly string _indent;
    private readonly MemoTable<StackItem> _memo = new();
    private readonly StringBuilder _line = new();

    // The picture of the machine's stack, top last, and where the marks in it came from.
    private readonly List<StackItem> _stack = [];
    private readonly List<int> _markOffsets = [];
    private int _annotationColumn;

    /// <summary>Prepares to disassemble one or more pickles.</summary>
    /// <param name="output">Where the text goes; it is neither flushed nor closed.</param>
    /// <param name="options">The layout; null for the defaults.</param>
    public PickleDisassembler(TextWriter output, PickleDisassemblerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        _output = output;
        _options = options ?? PickleDisassemblerOptions.Default;
        _indent = new string(' ', Math.Max(_options.IndentLevel, 0));
    }

    /// <summary>Disassembles the pickle at the start of the bytes.</summary>
    /// <param name="pickle">Bytes that start with a pickle; what follows its STOP is not looked at.</param>
    /// <param name="output">Where the text goes; it is neither flushed nor closed.</param>
    /// <param name="options">The layout; null for the defaults.</param>
    /// <returns>Length of the pickle in bytes.</returns>
    /// <exception cref="PickleException">The pickle is broken; the text up to that place has been written.</exception>
    public static int Disassemble(ReadOnlySpan<byte> pickle, TextWriter output, PickleDisassemblerOptions? options = null) =>
        new PickleDisassembler(output, options).Write(pickle);

    /// <summary>Disassembles the pickle at a place in the bytes.</summary>
    /// <param name="source">Bytes that hold the pickle.</param>
    /// <param name="start">Index of its first opcode; offsets in the text count from the start of <paramref name="source"/>.</param>
    /// <returns>Index of the first byte after its STOP.</returns>
    /// <exception cref="PickleException">The pickle is broken; the text up to that place has been written.</exception>
    public int Write(ReadOnlySpan<byte> source, int start = 0)
    {
        _stack.Clear();
        _markOffsets.Clear();
        if (!_options.KeepMemo)
            _memo.Clear();
        _annotationColumn = _options.AnnotationColumn;

        var protocolMax = -1;
        var reader = new PickleReader(source, start);
        while (reader.Read())
        {
            protocolMax = Math.Max(protocolMax, reader.Info.Protocol);
            WriteOpcode(ref reader);
        }

        _output.Write("highest protocol among opcodes = ");
        _output.Write(protocolMax.ToString(CultureInfo.InvariantCulture));
        _output.Write('\n');
        if (_stack.Count > 0)
            throw Broken(ref reader, $"stack not empty after STOP: [{string.Join(", ", _stack.Select(StackItems.PythonName))}]");
        return start + reader.BytesConsumed;
    }

    private void WriteOpcode(ref PickleReader reader)
    {
        var info = reader.Info;

        // Decoded before anything of the line is written, as pickletools does; an integer's text comes after its offset.
        var argument = new Argument(ref reader);
        WriteOffset(reader.Offset);

        _line.Clear();
        _line.Append(CodeColumns[info.Code]).Append(' ');
        for (var i = 0; i < _markOffsets.Count; i++)
            _line.Append(_indent);
        _line.Append(info.Name);

        var popCount = info.StackBefore.Count;
        string? remark = null;
        string? error = null;
        if (info.MarkDepth >= 0 || (info.Opcode == Opcode.Pop && TopIsMark))
        {
            if (_markOffsets.Count == 0)
            {
                error = remark = "no MARK exists on stack";
            }
            else
            {
                remark = string.Create(CultureInfo.InvariantCulture, $"(MARK at {_markOffsets[^1]})");
                _markOffsets.RemoveAt(_markOffsets.Count - 1);
                PopToMark(ref reader);
                popCount = Math.Max(info.MarkDepth, 0);
            }
        }

        StackItem? fetched = null;
        switch (info.Opcode)
        {
            case Opcode.Memoize:
                remark = string.Create(CultureInfo.InvariantCulture, $"(as {_memo.Count})");
                error = Store(_memo.Count, "None");
                break;
            case Opcode.Put or Opcode.BinPut or Opcode.LongBinPut:
                error = Store(argument.Integer, argument.Text(ref reader));
                break;
            case Opcode.Get or Opcode.BinGet or Opcode.LongBinGet:
                if (_memo.TryGet(argument.Integer, out var item))
                    fetched = item;
                else
                    error = $"memo key {argument.Text(ref reader)} has never been stored into";
                break;
        }

        WriteLine(ref reader, argument, remark);

        // The offending opcode stands in the text before the complaint.
        if (error is not null)
            throw Broken(ref reader, error);
        if (_stack.Count < popCount)
            throw Broken(ref reader, $"tries to pop {popCount} items from stack with only {_stack.Count} items");
        if (popCount > 0)
            _stack.RemoveRange(_stack.Count - popCount, popCount);
        if (info.Opcode == Opcode.Mark)
            _markOffsets.Add(reader.Offset);
        if (fetched is { } known)
            _stack.Add(known);
        else
            _stack.AddRange(info.StackAfterItems.Span);
    }

    private void WriteOffset(int offset)
    {
        Span<char> text = stackalloc char[16];
        text.Fill(' ');
        offset.TryFormat(text, out var length, default, CultureInfo.InvariantCulture);
        var padding = Math.Max(5 - length, 0);
        text[..length].CopyTo(text[padding..]);
        text[..padding].Fill(' ');
        text[padding + length] = ':';
        _output.Write(text[..(padding + length + 2)]);
    }

    private bool TopIsMark => _stack.Count > 0 && _stack[^1] == StackItem.Mark;

    private void PopToMark(ref PickleReader reader)
    {
        var mark = _stack.LastIndexOf(StackItem.Mark);

        // pickletools: a MARK that another opcode took for an object is still among the open ones.
        if (mark < 0)
            throw Broken(ref reader, "list index out of range");
        _stack.RemoveRange(mark, _stack.Count - mark);
    }

    // Says what is wrong, or null.
    private string? Store(BigInteger key, string keyText)
    {
        if (_memo.TryGet(key, out _))
            return $"memo key {keyText} already defined";
        if (_stack.Count == 0)
            return "stack is empty -- can't store into memo";
        if (TopIsMark)
            return "can't store markobject in the memo";
        _memo.Add(key, _stack[^1]);
        return null;
    }

    private void WriteLine(ref PickleReader reader, in Argument argument, string? remark)
    {
        var info = reader.Info;
        if (argument.IsPresent || remark is not null)
        {
            _line.Append(' ', Math.Max(10 - info.Name.Length, 0));
            if (argument.IsPresent)
                _line.Append(' ').Append(argument.Text(ref reader));
            if (remark is not null)
                _line.Append(' ').Append(remark);
        }

        if (_options.AnnotationColumn != 0)
        {
            var length = CountCharacters(_line);
            var column = Math.Max(length, _annotationColumn);
            _line.Append(' ', column - length);
            _annotationColumn = column > 50 ? _options.AnnotationColumn : column;
            _line.Append(' ').Append(info.Doc);
        }

        _line.Append('\n');
        _output.Write(_line);
    }

    // Python counts code points, a StringBuilder UTF-16 code units.
    private static int CountCharacters(StringBuilder text)
    {
        var count = text.Length;
        foreach (var chunk in text.GetChunks())
        {
            foreach (var unit in chunk.Span)
            {
                if (char.IsLowSurrogate(unit))
                    count--;
            }
        }

        return count;
    }

    private static PickleException Broken(ref PickleReader reader, string message) =>
        new(message, reader.Offset, reader.Info.Name);

    private static string FormatCode(int code) =>
        (code is >= ' ' and < 127 ? ((char)code).ToString() : $"\\x{code:x2}").PadRight(4);

    // An opcode's decoded argument. Only one of the fields counts; the text of an integer is made when it is asked for.
    private readonly struct Argument
    {
        private readonly string? _text;
        private readonly bool _isInteger;

        internal Argument(ref PickleReader reader)
        {
            switch (reader.Info.ArgumentKind)
            {
                case ArgumentKind.None:
                    break;
                case ArgumentKind.Float8 or ArgumentKind.FloatLine:
                    _text = PythonRepr.Float(reader.GetDouble());
                    break;
                case ArgumentKind.Bytes1 or ArgumentKind.Bytes4 or ArgumentKind.Bytes8:
                    _text = PythonRepr.Bytes(reader.Argument);
                    break;
                case ArgumentKind.ByteArray8:
                    _text = ReprByteArray(reader.Argument);
                    break;
                case >= ArgumentKind.StringLine and <= ArgumentKind.String4:
                case >= ArgumentKind.UnicodeString1 and <= ArgumentKind.UnicodeString8:
                    _text = TextArgument.Repr(ref reader);
                    break;
                default:
                    Integer = reader.GetBigInteger();
                    _isInteger = !reader.IsBoolean;
                    if (!_isInteger)
                        _text = Integer.IsZero ? "False" : "True";
                    break;
            }
        }

        internal BigInteger Integer { get; }

        internal bool IsPresent => _isInteger || _text is not null;

        // Python's repr of the argument.
        internal string Text(ref PickleReader reader)
        {
            if (_text is not null)
                return _text;
            var text = Integer.GetBitLength() < BitsOverDigitLimit ? Integer.ToString(CultureInfo.InvariantCulture) : null;
            if (text is null || text.Length - (Integer.Sign < 0 ? 1 : 0) > PythonNumberCall.IntegerDigitsMax)
            {
                throw Broken(
                    ref reader,
                    $"Exceeds the limit ({PythonNumberCall.IntegerDigitsMax} digits) for integer string conversion;" +
                    " use sys.set_int_max_str_digits() to increase the limit");
            }

            return text;
        }

        // bytearray's repr picks its quotes like that of bytes, but escapes ' in any case.
        private static string ReprByteArray(ReadOnlySpan<byte> bytes)
        {
            var repr = PythonRepr.Bytes(bytes);
            return $"bytearray({(repr[1] == '"' ? repr.Replace("'", "\\'", StringComparison.Ordinal) : repr)})";
        }
    }
}
