using System.Diagnostics;

namespace Pickling.Model;

/// <summary>Bytes that may travel beside a pickle instead of in it (protocol 5).</summary>
/// <remarks>Nothing is copied: the buffer is a view of the memory that was given. Equal only to itself.</remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class PickleBuffer : IPyValue
{
    private readonly Memory<byte> _writable;

    /// <summary>Creates a read-only buffer.</summary>
    public PickleBuffer(ReadOnlyMemory<byte> bytes)
    {
        ReadOnlyMemory = bytes;
        IsReadOnly = true;
    }

    /// <summary>Creates a buffer that may be written through.</summary>
    public PickleBuffer(Memory<byte> bytes)
    {
        _writable = bytes;
        ReadOnlyMemory = bytes;
    }

    /// <summary>Creates a buffer over a whole array, that may be written through.</summary>
    public PickleBuffer(byte[] bytes)
        : this(bytes.AsMemory())
    {
    }

    /// <summary>Whether the bytes may only be read (READONLY_BUFFER).</summary>
    public bool IsReadOnly { get; }

    /// <summary>Number of bytes.</summary>
    public int Length => ReadOnlyMemory.Length;

    /// <summary>The bytes for reading.</summary>
    public ReadOnlyMemory<byte> ReadOnlyMemory { get; }

    /// <summary>The bytes for writing.</summary>
    /// <exception cref="InvalidOperationException">The buffer is read-only.</exception>
    public Memory<byte> Memory =>
        IsReadOnly ? throw new InvalidOperationException("The buffer is read-only.") : _writable;

    /// <summary>The same bytes as a read-only buffer.</summary>
    public PickleBuffer AsReadOnly() => IsReadOnly ? this : new PickleBuffer(ReadOnlyMemory);

    /// <summary>Kind and size.</summary>
    public override string ToString() => $"<{(IsReadOnly ? "read-only " : string.Empty)}buffer of {Length} bytes>";
}
