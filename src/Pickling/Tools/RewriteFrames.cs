using System.Buffers.Binary;
using Pickling.Opcodes;
using Pickling.Wire;

namespace Pickling.Tools;

/// <summary>The frames of the pickles that are rewritten: where they are, and how long they are afterwards.</summary>
internal sealed class RewriteFrames
{
    private const int HeaderBytes = 9;

    // Index of FRAME and of the first byte after the frame, in order and not overlapping.
    private readonly List<(int Start, int End)> _frames = [];
    private int _end;
    private PickleException? _error;

    internal void Read(ref PickleReader reader)
    {
        var isInFrame = reader.Offset < _end;
        if (reader.Opcode == Opcode.Frame)
        {
            var length = BinaryPrimitives.ReadUInt64LittleEndian(reader.Argument);
            if (isInFrame)
                Break(reader.Offset, "a frame in a frame");
            else if (length > (ulong)(int.MaxValue - reader.Offset - HeaderBytes))
                Break(reader.Offset, $"the frame's {length} bytes are not there");
            else
                _frames.Add((reader.Offset, _end = reader.Offset + HeaderBytes + (int)length));
        }
        else if (isInFrame && reader.Offset + reader.Length > _end)
        {
            Break(reader.Offset, $"the frame ends within {reader.Info.Name}");
        }
    }

    internal void EndPickle(int position)
    {
        if (position < _end)
            Break(position, "the frame goes on after STOP");
        _end = 0;
    }

    /// <summary>The lengths that other edits make necessary.</summary>
    /// <exception cref="PickleException">There are some, and the frames were wrong before.</exception>
    internal IEnumerable<PickleEdit> Edits(IReadOnlyList<PickleEdit> ordered)
    {
        if (_error is not null && ordered.Count > 0)
            throw _error;
        var next = 0;
        foreach (var (start, end) in _frames)
        {
            var growth = 0L;
            for (; next < ordered.Count && ordered[next].Offset < end; next++)
                growth += ordered[next].Offset > start ? ordered[next].Growth : 0;
            if (growth == 0)
                continue;
            var length = new byte[sizeof(long)];
            BinaryPrimitives.WriteInt64LittleEndian(length, end - start - HeaderBytes + growth);
            yield return new PickleEdit(start + 1, length.Length, length);
        }
    }

    // A pickle that needs no change may have any frames.
    private void Break(int offset, string message) => _error ??= new PickleException(message, offset, "FRAME");
}
