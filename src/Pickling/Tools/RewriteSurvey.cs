using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Pickling.Opcodes;
using Pickling.Text;
using Pickling.Wire;

namespace Pickling.Tools;

/// <summary>
/// Reads pickles for <see cref="PickleRewriter"/>: finds out which string is used where, and from that what to write instead.
/// </summary>
/// <remarks>
/// STACK_GLOBAL takes its two names from the stack, where they may have come from the memo, which data may share. So a
/// picture of stack and memo is kept, as far as strings go, by what <see cref="OpcodeTable"/> says of each opcode; nothing is
/// executed. One string of a memo has one text. Data decides it, if data uses the string; else the first global. A global
/// that needs another text gets a string of its own, which the memo does not know, so its numbers stay.
/// </remarks>
internal sealed class RewriteSurvey(
    Func<string, string, (string Module, string Name)?>? mapGlobal,
    Func<string, string?>? mapString)
{
    private readonly List<PickleEdit> _edits = [];
    private readonly RewriteFrames _frames = new();
    private readonly Dictionary<(bool IsGlobal, string From, string To), int> _renames = [];
    private readonly List<(bool IsGlobal, string From, string To)> _renamesInOrder = [];
    private int _pickleCount;

    // The picture, for as long as one memo lasts.
    private readonly List<StackEntry> _stack = [];
    private readonly List<int> _marks = [];
    private readonly MemoTable<int> _memo = new();
    private readonly List<StringValue> _strings = [];
    private readonly List<GlobalUse> _uses = [];

    // Offsets of GET and DUP whose string is reached by another way too, so that they must stay.
    private readonly HashSet<int> _fixedPushes = [];
    private int _protocol;

    internal IReadOnlyList<PickleEdit> Edits => _edits;

    internal PickleRewriteReport Report() =>
        new(_pickleCount, [.. _renamesInOrder.Select(key => new PickleRename(key.IsGlobal, key.From, key.To, _renames[key]))]);

    /// <summary>Reads the pickle at a place and gives the place after it.</summary>
    internal int Read(ReadOnlySpan<byte> source, int start)
    {
        _stack.Clear();
        _marks.Clear();
        _protocol = 0;
        var reader = new PickleReader(source, start);
        while (reader.Read())
        {
            _frames.Read(ref reader);
            Step(ref reader, source);
        }

        _frames.EndPickle(start + reader.BytesConsumed);
        _pickleCount++;
        return start + reader.BytesConsumed;
    }

    /// <summary>Decides what to write, now that all uses of the memo's strings are known.</summary>
    internal void EndMemo(ReadOnlySpan<byte> source)
    {
        var strings = CollectionsMarshal.AsSpan(_strings);
        foreach (var use in _uses)
        {
            strings[use.Module.String].GlobalText ??= use.ModuleText;
            strings[use.Name.String].GlobalText ??= use.NameText;
        }

        foreach (ref var value in strings)
            DecideText(ref value, source);
        foreach (var use in _uses)
            Serve(use, strings);
        _strings.Clear();
        _uses.Clear();
        _memo.Clear();
        _fixedPushes.Clear();
    }

    internal void Write(ReadOnlySpan<byte> source, IBufferWriter<byte> target)
    {
        PickleEdit[] ordered = [.. _edits.OrderBy(edit => edit.Offset)];
        var position = 0;
        foreach (var edit in ordered.Concat(_frames.Edits(ordered).ToList()).OrderBy(edit => edit.Offset))
        {
            target.Write(source[position..edit.Offset]);
            target.Write(edit.Bytes);
            position = edit.Offset + edit.Length;
        }

        target.Write(source[position..]);
    }

    private void Step(ref PickleReader reader, ReadOnlySpan<byte> source)
    {
        switch (reader.Opcode)
        {
            case Opcode.Proto:
                _protocol = reader.Argument[0];
                return;
            case Opcode.Mark:
                _marks.Add(_stack.Count);
                return;
            case Opcode.Pop when _marks.Count > 0 && _marks[^1] == _stack.Count:
                _marks.RemoveAt(_marks.Count - 1);
                return;
            case Opcode.Put or Opcode.BinPut or Opcode.LongBinPut:
                Store(ref reader, reader.GetBigInteger());
                return;
            case Opcode.Memoize:
                Store(ref reader, _memo.Count);
                return;
            case Opcode.Get or Opcode.BinGet or Opcode.LongBinGet:
                if (!_memo.TryGet(reader.GetBigInteger(), out var known))
                    throw Broken(ref reader, $"memo key {reader.GetBigInteger()} has never been stored into");
                _stack.Add(new StackEntry(known, reader.Offset, reader.Length));
                return;
            case Opcode.Dup:
                var top = Top(ref reader);
                _fixedPushes.Add(top.Push);
                _fixedPushes.Add(reader.Offset);
                _stack.Add(top with { Push = reader.Offset, PushLength = reader.Length });
                return;
            case Opcode.StackGlobal:
                StackGlobal(ref reader, source);
                return;
            case Opcode.Global or Opcode.Inst:
                LineGlobal(ref reader);
                break;
            case var opcode when StringOpcodes.Contains(opcode):
                _stack.Add(new StackEntry(_strings.Count, reader.Offset, reader.Length));
                _strings.Add(new StringValue(reader.Offset, _protocol >= 4));
                return;
        }

        Move(ref reader);
    }

    // What the opcode takes is data; what it leaves is no string that could be known.
    private void Move(ref PickleReader reader)
    {
        var info = reader.Info;
        var count = info.StackBefore.Count;
        if (info.MarkDepth >= 0)
        {
            if (_marks.Count == 0)
                throw Broken(ref reader, "no MARK exists on stack");
            Take(ref reader, _stack.Count - _marks[^1]);
            _marks.RemoveAt(_marks.Count - 1);
            count = info.MarkDepth;
        }

        Take(ref reader, count);
        for (var i = 0; i < info.StackAfter.Count; i++)
            _stack.Add(new StackEntry(StackEntry.NoString, reader.Offset, reader.Length));
    }

    private void Take(ref PickleReader reader, int count)
    {
        RequireItems(ref reader, count);
        foreach (var entry in CollectionsMarshal.AsSpan(_stack)[^count..])
        {
            if (entry.IsString)
                CollectionsMarshal.AsSpan(_strings)[entry.String].IsData = true;
        }

        _stack.RemoveRange(_stack.Count - count, count);
    }

    private void Store(ref PickleReader reader, BigInteger key)
    {
        var top = Top(ref reader);
        if (top.IsString && _strings[top.String].Offset != top.Push)
            _fixedPushes.Add(top.Push);
        _memo.Set(key, top.String);
    }

    private StackEntry Top(ref PickleReader reader)
    {
        RequireItems(ref reader, 1);
        return _stack[^1];
    }

    // Items above the topmost mark.
    private void RequireItems(ref PickleReader reader, int count)
    {
        var available = _stack.Count - (_marks.Count > 0 ? _marks[^1] : 0);
        if (available < count)
            throw Broken(ref reader, $"needs {count} items on the stack, {available} are there");
    }

    private void StackGlobal(ref PickleReader reader, ReadOnlySpan<byte> source)
    {
        RequireItems(ref reader, 2);
        var (module, name) = (_stack[^2], _stack[^1]);
        if (Text(module, source) is not { } oldModule || Text(name, source) is not { } oldName)
        {
            // Made by other opcodes than a string's, which a loader refuses.
            Move(ref reader);
            return;
        }

        var (newModule, newName) = Map(oldModule, oldName);
        _uses.Add(new GlobalUse(reader.Offset, module, name, newModule, newName));
        _stack.RemoveRange(_stack.Count - 2, 2);
        _stack.Add(new StackEntry(StackEntry.NoString, reader.Offset, reader.Length));
    }

    private string? Text(StackEntry entry, ReadOnlySpan<byte> source)
    {
        if (!entry.IsString)
            return null;
        var reader = new PickleReader(source, _strings[entry.String].Offset);
        reader.Read();
        return StringOpcodes.Text(ref reader);
    }

    // GLOBAL or INST.
    private void LineGlobal(ref PickleReader reader)
    {
        if (mapGlobal is null)
            return;
        var (oldModule, oldName) = (Line(ref reader, reader.Argument), Line(ref reader, reader.SecondArgument));
        var (newModule, newName) = Map(oldModule, oldName);
        if (newModule == oldModule && newName == oldName)
            return;
        if ((newModule + newName).Contains('\n'))
            throw CannotHold(ref reader, newModule, newName, "a name with a line feed");
        if (_protocol < 3 && !Ascii.IsValid(newModule + newName))
            throw CannotHold(ref reader, newModule, newName, "a name that is not ASCII");
        if (_protocol < 4 && newName.Contains('.') && !oldName.Contains('.'))
            throw CannotHold(ref reader, newModule, newName, "a class within a class");
        var text = newModule + "\n" + newName + "\n";
        var bytes = new byte[SurrogateUtf8.ByteCount(text) + 1];
        bytes[0] = reader.Info.Code;
        SurrogateUtf8.Encode(text, bytes.AsSpan(1));
        _edits.Add(new PickleEdit(reader.Offset, reader.Length, bytes));
    }

    private (string Module, string Name) Map(string module, string name)
    {
        if (mapGlobal?.Invoke(module, name) is not var (newModule, newName) || (newModule == module && newName == name))
            return (module, name);
        if (newModule is null || newName is null)
            throw new InvalidOperationException($"MapGlobal gave null for a part of {module}.{name}.");
        Count(true, module + "." + name, newModule + "." + newName);
        return (newModule, newName);
    }

    // The text that the string has in the memo, and everywhere but where a global needs another.
    private void DecideText(ref StringValue value, ReadOnlySpan<byte> source)
    {
        if (value.GlobalText is null && (mapString is null || !value.IsData))
            return;
        var reader = new PickleReader(source, value.Offset);
        reader.Read();
        if (StringOpcodes.Text(ref reader) is not { } old)
            return;
        value.Text = old;
        if (!value.IsData)
        {
            value.Text = value.GlobalText!;
        }
        else if (mapString?.Invoke(old) is { } mapped && mapped != old)
        {
            value.Text = mapped;
            Count(false, old, mapped);
        }

        if (value.Text != old)
            _edits.Add(new PickleEdit(value.Offset, reader.Length, StringOpcodes.Make(reader.Opcode, value.Text, value.IsFramed)));
    }

    private void Serve(GlobalUse use, ReadOnlySpan<StringValue> strings)
    {
        var hasModule = strings[use.Module.String].Text == use.ModuleText;
        var hasName = strings[use.Name.String].Text == use.NameText;
        if ((hasModule || CanReplace(use.Module, strings)) && (hasName || CanReplace(use.Name, strings)))
        {
            if (!hasModule)
                _edits.Add(new PickleEdit(use.Module.Push, use.Module.PushLength, Fresh(use.ModuleText)));
            if (!hasName)
                _edits.Add(new PickleEdit(use.Name.Push, use.Name.PushLength, Fresh(use.NameText)));
            return;
        }

        // The strings have to be made for the memo: right before STACK_GLOBAL they make way for others.
        byte[] pops = [(byte)Opcode.Pop, (byte)Opcode.Pop];
        _edits.Add(new PickleEdit(use.Offset, 0, [.. pops, .. Fresh(use.ModuleText), .. Fresh(use.NameText)]));
    }

    // A GET that has no other effect.
    private bool CanReplace(StackEntry entry, ReadOnlySpan<StringValue> strings) =>
        entry.Push != strings[entry.String].Offset && !_fixedPushes.Contains(entry.Push);

    // STACK_GLOBAL is of protocol 4, so all opcodes of a text may stand before it.
    private static byte[] Fresh(string text) => StringOpcodes.Make(Opcode.ShortBinUnicode, text, isFramed: true);

    private void Count(bool isGlobal, string from, string to)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_renames, (isGlobal, from, to), out var isKnown);
        count++;
        if (!isKnown)
            _renamesInOrder.Add((isGlobal, from, to));
    }

    private static string Line(ref PickleReader reader, ReadOnlySpan<byte> line)
    {
        try
        {
            return SurrogateUtf8.Decode(line);
        }
        catch (PickleException exception)
        {
            exception.Locate(reader.Offset, reader.Info.Name);
            throw;
        }
    }

    private static PickleException Broken(ref PickleReader reader, string message) => new(message, reader.Offset, reader.Info.Name);

    private PicklingException CannotHold(ref PickleReader reader, string module, string name, string what) =>
        new($"{reader.Info.Name} at {reader.Offset}: protocol {_protocol} cannot hold {what}: {PythonRepr.Str(module + "." + name)}");

    // What lies on the stack: a string's index and the opcode that pushed it, or any other value.
    private readonly record struct StackEntry(int String, int Push, int PushLength)
    {
        internal const int NoString = -1;

        internal bool IsString => String != NoString;
    }

    // A string and what becomes of it. GlobalText is what the first global that uses it needs; Text what it is in the end.
    private struct StringValue(int offset, bool isFramed)
    {
        internal readonly int Offset = offset;
        internal readonly bool IsFramed = isFramed;
        internal bool IsData;
        internal string? GlobalText;
        internal string? Text;
    }

    // A STACK_GLOBAL, what it takes, and what it should take.
    private readonly record struct GlobalUse(int Offset, StackEntry Module, StackEntry Name, string ModuleText, string NameText);
}
