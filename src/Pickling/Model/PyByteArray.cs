using System.Diagnostics;

namespace Pickling.Model;

/// <summary>A Python bytearray: bytes that may change and grow.</summary>
/// <remarks>
/// Mutable and unhashable as in Python, so <see cref="object.Equals(object)"/> is by reference;
/// <see cref="PythonEquality"/> compares contents, also with <c>byte[]</c>.
/// </remarks>
[DebuggerDisplay("{DebuggerText,nq}")]
public sealed class PyByteArray : IPyValue
{
    // The first Length bytes are the content.
    private byte[] _bytes;

    /// <summary>Creates an empty bytearray.</summary>
    public PyByteArray() => _bytes = [];

    /// <summary>Creates a bytearray with a copy of the given bytes.</summary>
    public PyByteArray(ReadOnlySpan<byte> bytes)
        : this(bytes.ToArray())
    {
    }

    // The array becomes the bytearray's own.
    internal PyByteArray(byte[] adopted)
    {
        _bytes = adopted;
        Length = adopted.Length;
    }

    // Of one that a pickle made by a call: the class as it stood there, whose strings may be shared with others.
    internal PyGlobal? CalledType { get; init; }

    /// <summary>Number of bytes.</summary>
    public int Length { get; private set; }

    // The array that the bytes fill to its end, or null where they do not.
    internal byte[]? OwnArray => Length == _bytes.Length ? _bytes : null;

    private string DebuggerText => PythonFormatter.Format(this, PythonFormatter.DebuggerCharsMax);

    /// <summary>The byte at an index from 0.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such index.</exception>
    public byte this[int index]
    {
        get => AsSpan()[index];
        set => AsSpan()[index] = value;
    }

    /// <summary>The bytes in place; not to be used after the length has changed.</summary>
    public Span<byte> AsSpan() => _bytes.AsSpan(0, Length);

    /// <summary>The bytes in place; not to be used after the length has changed.</summary>
    public Memory<byte> AsMemory() => _bytes.AsMemory(0, Length);

    /// <summary>A copy of the bytes.</summary>
    public byte[] ToArray() => AsSpan().ToArray();

    /// <summary>Adds bytes at the end.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        int length = checked(Length + bytes.Length);
        if (length > _bytes.Length)
        {
            byte[] larger = new byte[Math.Max(length, (int)Math.Min(Array.MaxLength, 2L * _bytes.Length))];
            AsSpan().CopyTo(larger);
            // The source may be this bytearray: the old array still holds it.
            bytes.CopyTo(larger.AsSpan(Length));
            _bytes = larger;
        }
        else
        {
            bytes.CopyTo(_bytes.AsSpan(Length));
        }

        Length = length;
    }

    /// <summary>Cuts the bytes off, or fills them up with zeros, to a length.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative.</exception>
    public void SetLength(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length > _bytes.Length)
            Array.Resize(ref _bytes, length);
        else if (length > Length)
            _bytes.AsSpan(Length, length - Length).Clear();
        Length = length;
    }

    /// <summary>Python's repr, shortened with <c>...</c> after about 2,000 characters.</summary>
    public override string ToString() => PythonFormatter.Format(this);
}
