using System.Diagnostics;
using System.Text;

namespace Pickling.Model;

/// <summary>A Python 2 <c>str</c>: immutable bytes that may be text in some encoding.</summary>
/// <remarks>Equal to another of the same bytes; equal neither to text nor to Python 3's bytes, which it is not.</remarks>
[DebuggerDisplay("{DebuggerText,nq}")]
public sealed class PyByteString : IPyValue, IEquatable<PyByteString>
{
    private readonly byte[] _bytes;

    /// <summary>Creates a Python 2 str with a copy of the given bytes.</summary>
    public PyByteString(ReadOnlySpan<byte> bytes)
        : this(bytes.ToArray())
    {
    }

    // The array becomes the string's own.
    internal PyByteString(byte[] adopted) => _bytes = adopted;

    /// <summary>Number of bytes.</summary>
    public int Length => _bytes.Length;

    private string DebuggerText => PythonFormatter.Format(this, PythonFormatter.DebuggerCharsMax);

    /// <summary>The bytes in place.</summary>
    public ReadOnlySpan<byte> AsSpan() => _bytes;

    /// <summary>The bytes in place.</summary>
    public ReadOnlyMemory<byte> AsMemory() => _bytes;

    /// <summary>A copy of the bytes.</summary>
    public byte[] ToArray() => _bytes.AsSpan().ToArray();

    /// <summary>The text that the bytes are in an encoding.</summary>
    public string ToString(Encoding encoding)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        return encoding.GetString(_bytes);
    }

    /// <summary>Whether the bytes are the same.</summary>
    public bool Equals(PyByteString? other) => other is not null && _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PyByteString);

    /// <inheritdoc/>
    public override int GetHashCode() => ~PythonHash.Bytes(_bytes);

    /// <summary>Python 2's repr, shortened with <c>...</c> after about 2,000 characters.</summary>
    public override string ToString() => PythonFormatter.Format(this);
}
