using System.Numerics;
using Pickling.Opcodes;

namespace Pickling.Machine;

/// <summary>
/// What a pickle's opcodes come down to: the machine runs the opcodes and asks a sink to make the values.
/// Sinks never see MARK, the memo, PROTO or FRAME.
/// </summary>
/// <remarks>
/// A sink is a struct so that each machine is compiled for its sink, with direct calls. It throws
/// <see cref="PickleException"/> without a place; the machine adds offset and opcode.
/// </remarks>
/// <typeparam name="TValue">What stands for a value on the stack and in the memo.</typeparam>
internal interface IPickleSink<TValue>
    where TValue : struct
{
    // A value that no opcode makes: marks memo slots nothing was put in.
    static abstract TValue Unset { get; }

    static abstract bool IsUnset(in TValue value);

    // Whether the sink is told where each opcode stands. A constant, so that the others pay nothing for it.
    static abstract bool KeepsPlaces { get; }

    // The opcode that is about to run, and its offset in the stream.
    void At(long offset, Opcode opcode);

    // A value that was on the stack before is there again: read from the memo, or doubled.
    void Reused(ref TValue value);

    TValue None();

    TValue Bool(bool value);

    TValue Int(long value);

    // LONG of a value that fits: what Python 2 calls long and Python 3 int.
    TValue Long(long value);

    TValue BigInt(BigInteger value);

    TValue Float(double value);

    // UTF-8 with surrogatepass.
    TValue Str(ReadOnlySpan<byte> utf8);

    // The argument of UNICODE: raw-unicode-escape.
    TValue RawUnicode(ReadOnlySpan<byte> escaped);

    TValue Bytes(ReadOnlySpan<byte> value);

    // The array is the sink's to keep: a payload that was read straight into it.
    TValue AdoptBytes(byte[] value);

    TValue ByteArray(ReadOnlySpan<byte> value);

    TValue AdoptByteArray(byte[] value);

    // A Python 2 str: text or bytes, as the options say.
    TValue ByteString(ReadOnlySpan<byte> value);

    TValue EmptyList();

    TValue EmptyDict();

    TValue EmptySet();

    TValue EmptyTuple();

    TValue List(ReadOnlySpan<TValue> items);

    // Keys and values in turn.
    TValue Dict(ReadOnlySpan<TValue> pairs);

    TValue FrozenSet(ReadOnlySpan<TValue> items);

    TValue Tuple(in TValue item);

    TValue Tuple(in TValue first, in TValue second);

    TValue Tuple(in TValue first, in TValue second, in TValue third);

    TValue Tuple(ReadOnlySpan<TValue> items);

    void Append(in TValue list, in TValue item);

    // expectedItems: how many are likely to follow, when a full batch of the root says so; else 0.
    void Extend(in TValue list, ReadOnlySpan<TValue> items, int expectedItems);

    // Whether runs of numbers and memo reads may be added straight to this value.
    bool TakesRuns(in TValue list);

    void ExtendInt32s(in TValue list, ReadOnlySpan<int> items, int expectedItems);

    void ExtendDoubles(in TValue list, ReadOnlySpan<double> items, int expectedItems);

    // The values at these indexes of the memo.
    void ExtendFrom(in TValue list, ReadOnlySpan<TValue> memo, ReadOnlySpan<int> indexes, int expectedItems);

    void SetItem(in TValue dict, in TValue key, in TValue value);

    void SetItems(in TValue dict, ReadOnlySpan<TValue> pairs, int expectedPairs);

    // Whether rows are kept apart from their keys. A constant, so that the others pay nothing for it.
    static virtual bool TakesRows => false;

    // Whether a row may be put into this value: a dict that is still empty.
    bool TakesRow(in TValue dict) => false;

    // What the keys of these pairs are called in SetRow; -1 when they are none for rows.
    int KeysOf(ReadOnlySpan<TValue> pairs) => -1;

    // All pairs of a dict: keys that KeysOf has taken, and the values.
    void SetRow(in TValue dict, int keys, ReadOnlySpan<TValue> values)
    {
    }

    void AddItems(in TValue set, ReadOnlySpan<TValue> items);

    TValue Global(string module, string name);

    // A global under its name of Python 3 and the one of Python 2 it came with, which does not follow from the first.
    TValue Global(string module, string name, string module2, string name2);

    // The text of a str value; null when it is something else (STACK_GLOBAL takes two). The source is what the machine
    // runs on, for sinks that keep places rather than texts.
    string? TextOf(in TValue value, ReadOnlySpan<byte> source);

    TValue Extension(int code);

    // argumentsAreFresh: the tuple was made by the opcode right before, so nothing else can refer to it. The protocol
    // tells which calls stand for a value that has no opcode in it yet.
    // memoIndex, here and below: the memo entry that the object will have if it gets one right after.
    TValue Reduce(in TValue callable, in TValue arguments, bool argumentsAreFresh, int protocol, int memoIndex);

    TValue NewObject(in TValue type, in TValue arguments, int memoIndex);

    TValue NewObjectEx(in TValue type, in TValue arguments, in TValue keywordArguments, int memoIndex);

    // INST and OBJ: a Python 2 classic class.
    TValue Instance(in TValue type, ReadOnlySpan<TValue> arguments, int memoIndex);

    // True when the state completes the object to another value, which takes its place on the stack and in the memo.
    bool Build(in TValue target, in TValue state, out TValue replacement, out int memoIndex);

    // Whether two values are one object.
    static abstract bool AreSame(in TValue a, in TValue b);

    // POP of a value: what a state setter (sixth item of a reduce value) returned is dropped this way.
    void Drop(in TValue dropped, in TValue below);

    // POP of a value, then a GET: CPython's pickler met a call within its own arguments, and takes the object that they made.
    // Only what writes pickles back needs to know, and only of calls.
    bool MayBeReplaced(in TValue dropped) => false;

    void Replace(in TValue dropped, in TValue replacement)
    {
    }

    TValue PersistentLoad(in TValue id);

    TValue NextBuffer();

    TValue ReadOnlyBuffer(in TValue buffer);

    // The pickle is complete. The memo is given where it counts from 1, which only Python 2's cPickle does, else nothing;
    // slots between may be unset.
    void Complete(ReadOnlySpan<TValue> memo);

    // The load is over, well or not.
    void Release();
}
