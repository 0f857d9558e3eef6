using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Pickling.Opcodes;
using Pickling.Text;

namespace Pickling.Wire;

/// <summary>Writes opcodes, arguments and frames; knows bytes, not values.</summary>
/// <remarks>
/// While framing, a frame is always open: its header is reserved at <see cref="_frameStart"/> and filled in when the
/// frame is closed. A frame lies whole in the buffer, so that needs no second pass.
/// </remarks>
internal sealed class PickleWriter : IDisposable
{
    /// <summary>A frame is closed at the first object boundary from this size on; payloads of this size stand outside of frames.</summary>
    public const int FrameBytesTarget = 64 * 1024;

    // CPython from 3.7 on writes no header for a frame smaller than this.
    private const int FrameBytesMin = 4;

    // What stands in a frame beside its one large payload is far less.
    private const int FramedPayloadBytesMax = int.MaxValue - (16 * FrameBytesTarget);
    private const int FrameHeaderBytes = 9;
    private const int NoFrame = -1;
    private const int BufferBytesFirst = 512;
    private const int BufferBytesMax = 1024 * 1024;

    // A frame and the largest item that may follow its last boundary.
    private const int FrameRoomBytes = 3 * FrameBytesTarget;
    private const long ProgressBytes = 1024 * 1024;

    private readonly PickleTarget _target;
    private readonly IProgress<PickleProgress>? _progress;

    // 0 <= _frameStart + 9 <= _position <= _buffer.Length while a frame is open.
    private byte[] _buffer;
    private int _position;
    private int _frameStart = NoFrame;
    private bool _framesHoldEverything;
    private long _flushedBytes;
    private long _reportedBytes;

    public PickleWriter(PickleTarget target, IProgress<PickleProgress>? progress)
    {
        _target = target;
        _progress = progress;
        _buffer = ArrayPool<byte>.Shared.Rent(BufferBytesFirst);
    }

    /// <summary>What is written but not handed to the target.</summary>
    public ReadOnlySpan<byte> Pending => _buffer.AsSpan(0, _position);

    /// <summary>Forgets what is written but not handed to the target, after an error.</summary>
    public void Abandon()
    {
        _position = 0;
        _frameStart = NoFrame;
    }

    public bool IsFraming => _frameStart != NoFrame;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Opcode(Opcode opcode)
    {
        int position = _position;
        byte[] buffer = _buffer;
        if ((uint)position >= (uint)buffer.Length)
        {
            buffer = Grow(1);
        }

        buffer[position] = (byte)opcode;
        _position = position + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Byte(Opcode opcode, byte argument)
    {
        Span<byte> room = Room(2);
        room[1] = argument;
        room[0] = (byte)opcode;
        _position += 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void UInt16(Opcode opcode, ushort argument)
    {
        Span<byte> room = Room(3);
        BinaryPrimitives.WriteUInt16LittleEndian(room[1..], argument);
        room[0] = (byte)opcode;
        _position += 3;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Int32(Opcode opcode, int argument)
    {
        Span<byte> room = Room(5);
        BinaryPrimitives.WriteInt32LittleEndian(room[1..], argument);
        room[0] = (byte)opcode;
        _position += 5;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Double(Opcode opcode, double argument)
    {
        Span<byte> room = Room(9);
        BinaryPrimitives.WriteDoubleBigEndian(room[1..], argument);
        room[0] = (byte)opcode;
        _position += 9;
    }

    public void Int64(Opcode opcode, long argument)
    {
        Span<byte> room = Room(9);
        BinaryPrimitives.WriteInt64LittleEndian(room[1..], argument);
        room[0] = (byte)opcode;
        _position += 9;
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _position += bytes.Length;
    }

    /// <summary>An opcode whose argument is a line of text.</summary>
    public void Line(Opcode opcode, string text)
    {
        Opcode(opcode);
        Line(text);
    }

    /// <summary>Text and a line feed.</summary>
    public void Line(string text)
    {
        Span<byte> room = Room((3 * text.Length) + 1);
        int written = SurrogateUtf8.Encode(text, room);
        room[written] = (byte)'\n';
        Advance(written + 1);
    }

    /// <summary>At least this much of the buffer, from the position on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Room(int bytes)
    {
        byte[] buffer = _buffer;
        if (buffer.Length - _position < bytes)
        {
            buffer = Grow(bytes);
        }

        return buffer.AsSpan(_position);
    }

    /// <summary>Takes what was written into <see cref="Room"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(int bytes) => _position += bytes;

    /// <summary>Begins the first frame; from here on everything but large payloads stands in frames.</summary>
    /// <param name="framesHoldEverything">Large payloads stand in frames too, and the smallest frame has a header.</param>
    public void BeginFraming(bool framesHoldEverything)
    {
        _framesHoldEverything = framesHoldEverything;
        OpenFrame();
    }

    /// <summary>Between two objects: closes the frame, or empties the buffer, once it is full.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Boundary()
    {
        // With no frame open the start is -1, so the same comparison bounds the buffer.
        if (_position - _frameStart >= FrameBytesTarget + FrameHeaderBytes)
        {
            BoundarySlow();
        }
    }

    /// <summary>How many items of a size can be written before <see cref="Boundary"/> has anything to do.</summary>
    public int ItemsBeforeBoundary(int itemBytes) =>
        Math.Max(0, FrameBytesTarget + FrameHeaderBytes - (_position - _frameStart)) / itemBytes;

    /// <summary>Writes a large payload straight from where it lies and outside of frames, unless they hold everything.</summary>
    /// <param name="opcode">The opcode, whose length argument is written here.</param>
    /// <param name="lengthBytes">4 or 8: bytes of the length argument.</param>
    /// <param name="payload">The payload.</param>
    public void Payload(Opcode opcode, int lengthBytes, ReadOnlyMemory<byte> payload)
    {
        bool framing = IsFraming;
        bool framed = framing && _framesHoldEverything;
        if (framing && !framed)
        {
            CloseFrame();
        }

        if (lengthBytes == 4)
        {
            Int32(opcode, unchecked((int)(uint)payload.Length));
        }
        else
        {
            Int64(opcode, payload.Length);
        }

        if (framed)
        {
            FramedPayload(payload.Span);
            return;
        }

        Flush();
        _target.AcceptPayload(payload);
        _flushedBytes += payload.Length;
        Report();
        if (framing)
        {
            OpenFrame();
        }
    }

    /// <summary>Writes bytes of any length outside of frames, the buffer never growing for them.</summary>
    public void Unframed(ReadOnlySpan<byte> bytes)
    {
        bool framing = IsFraming;
        if (framing)
        {
            CloseFrame();
        }

        while (!bytes.IsEmpty)
        {
            ReadOnlySpan<byte> part = bytes[..Math.Min(bytes.Length, FrameBytesTarget)];
            Bytes(part);
            bytes = bytes[part.Length..];
            Boundary();
        }

        if (framing)
        {
            OpenFrame();
        }
    }

    /// <summary>Closes the last frame; the rest is in <see cref="Pending"/>.</summary>
    public void End()
    {
        if (IsFraming)
        {
            CloseFrame();
        }

        if (_progress is not null)
        {
            _progress.Report(new PickleProgress(_flushedBytes + _position, null));
        }
    }

    /// <summary>Hands the buffer to the target.</summary>
    public void Flush()
    {
        if (_position > 0)
        {
            int length = _position;
            _buffer = _target.Accept(_buffer, length);
            _position = 0;
            _flushedBytes += length;
            Report();
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _position = 0;
    }

    // A frame lies whole in the buffer, since its length stands before it.
    private void FramedPayload(ReadOnlySpan<byte> payload)
    {
        if (payload.Length > FramedPayloadBytesMax - _position)
        {
            throw new PicklingException($"a value of {payload.Length} bytes is too large for a frame; use another profile or protocol 3");
        }

        Bytes(payload);
    }

    private void BoundarySlow()
    {
        bool framing = IsFraming;
        if (framing)
        {
            CloseFrame();
        }

        if (_position > BufferBytesMax - FrameRoomBytes)
        {
            Flush();
        }

        if (framing)
        {
            OpenFrame();
        }
    }

    private void OpenFrame()
    {
        Room(FrameHeaderBytes);
        _frameStart = _position;
        _position += FrameHeaderBytes;
    }

    private void CloseFrame()
    {
        int content = _frameStart + FrameHeaderBytes;
        int length = _position - content;
        if (length < FrameBytesMin && !_framesHoldEverything)
        {
            _buffer.AsSpan(content, length).CopyTo(_buffer.AsSpan(_frameStart));
            _position = _frameStart + length;
        }
        else
        {
            _buffer[_frameStart] = (byte)Opcodes.Opcode.Frame;
            BinaryPrimitives.WriteInt64LittleEndian(_buffer.AsSpan(_frameStart + 1), length);
        }

        _frameStart = NoFrame;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private byte[] Grow(int bytes)
    {
        long size = Math.Max(_buffer.Length * 2L, _position + (long)bytes);
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, size));
        _buffer.AsSpan(0, _position).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        return _buffer = larger;
    }

    private void Report()
    {
        if (_progress is not null && _flushedBytes - _reportedBytes >= ProgressBytes)
        {
            _reportedBytes = _flushedBytes;
            _progress.Report(new PickleProgress(_flushedBytes, null));
        }
    }
}
