using System.Buffers;
using System.Runtime.CompilerServices;
using Pickling.Opcodes;

namespace Pickling.Machine;

/// <content>Stack, open MARKs and frames, with the errors of those that do not fit.</content>
internal partial struct PickleMachine<TValue, TSink>
{
    private void EnterFrame(ulong length)
    {
        if (_frameEnd != NoFrame)
        {
            throw new PickleException($"a frame begins inside another, which ends at {_frameEnd}");
        }

        if (length > long.MaxValue - (ulong)(_base + _at) - 9)
        {
            throw new PickleException($"a frame of {length} bytes is beyond what any memory holds");
        }

        _frameEnd = _base + _at + 9 + (long)length;
    }

    private readonly int LimitOf(ReadOnlySpan<byte> source) =>
        _frameEnd == NoFrame ? source.Length : (int)Math.Min(source.Length, _frameEnd - _base);

    // There are fewer than the needed bytes: the input ends, or the frame does.
    private MachineStatus Lacks(ReadOnlySpan<byte> source, long needed)
    {
        if (_frameEnd != NoFrame && _base + _at + needed > _frameEnd)
        {
            throw Straddles();
        }

        // What a POP lacks is an opcode that may be the last.
        _isFollowed = _at < source.Length && (Opcode)source[_at] != Opcode.Pop;
        _needed = needed;
        return MachineStatus.NeedsBytes;
    }

    private readonly PickleException Straddles() =>
        new($"the opcode goes on beyond the end of its frame, which is at {_frameEnd}");

    private void PushMark(int top, long offset)
    {
        if (_markTop == _marks.Length)
        {
            Array.Resize(ref _marks, Math.Max(16, _marks.Length * 2));
        }

        _marks[_markTop++] = (_fence, _markOffset);
        _fence = top;
        _markOffset = offset;
    }

    // Returns where the items above the mark begin.
    private int PopMark(Opcode opcode)
    {
        if (_markTop == 0)
        {
            throw new PickleException($"{NameOf(opcode)} finds no MARK on the stack");
        }

        int start = _fence;
        _batchOffset = _markOffset;
        (_fence, _markOffset) = _marks[--_markTop];
        return start;
    }

    private readonly void Require(int count)
    {
        if (_top - count < _fence)
        {
            throw Underflow();
        }
    }

    private readonly PickleException Underflow() => new(_markTop > 0
        ? "too few values on the stack above the MARK"
        : "too few values on the stack");

    private static PickleException NotInMemo(long index) => new($"memo index {index} was never stored");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Span<TValue> GrowStack(Span<TValue> stack)
    {
        if (_top > _limits.StackDepthMax)
        {
            throw new PickleLimitException($"more than {_limits.StackDepthMax} values wait on the stack (PickleLimits.StackDepthMax)");
        }

        TValue[] larger = ArrayPool<TValue>.Shared.Rent(Math.Max(256, stack.Length * 2));
        stack.CopyTo(larger);
        if (_heapStack is not null)
        {
            Array.Clear(_heapStack);
            ArrayPool<TValue>.Shared.Return(_heapStack);
        }

        _heapStack = larger;
        return Bounded(larger);
    }

    private readonly Span<TValue> Bounded(TValue[] stack) => stack.AsSpan(0, (int)Math.Min(stack.Length, _limits.StackDepthMax + 1L));
}
