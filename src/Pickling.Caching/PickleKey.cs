using System.Buffers.Text;
using System.IO.Hashing;
using System.Security.Cryptography;
using Pickling.Caching.Keys;

namespace Pickling.Caching;

/// <summary>A key that equal values have in common: in every process, on every machine, on every day.</summary>
/// <remarks>
/// <para>
/// The pickle of a value is no key: it tells which parts are shared and in which order a dict was filled. A key forgets
/// both. Two values have one key exactly when no look into them tells them apart: same kinds, same contents. The order
/// of lists, tuples and OrderedDicts counts, that of dicts and sets does not. What is a list in Python is a list here,
/// whatever its .NET type; list and tuple, set and frozenset, str and bytes differ. int is one kind whatever its width;
/// int, float, bool and Decimal differ unless <see cref="PickleKeyOptions.TypedNumbers"/> is false. 0.0 and -0.0 have one
/// key, and so have all NaNs; Decimal and aware times count as what they amount to (1.0 and 1.00; noon in UTC and one
/// o'clock at +01:00). Objects count as class, arguments, state and items. A cycle counts as what it unrolls to.
/// </para>
/// <para>
/// The bytes are a format of this package (version 1) that later versions keep; docs/caching.md describes it, and
/// goldens hold it. They are at most some 4 KiB: what is longer is replaced in them by its SHA-256.
/// </para>
/// </remarks>
public sealed class PickleKey : IEquatable<PickleKey>
{
    private readonly byte[] _bytes;

    private PickleKey(byte[] bytes) => _bytes = bytes;

    /// <summary>The canonical bytes; equal exactly when the keys are.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Makes the key of a value.</summary>
    /// <param name="value">Whatever <c>Pickle.Dumps</c> takes, of any depth, shared and cyclic as it likes.</param>
    /// <param name="options">What counts as equal; null for <see cref="PickleKeyOptions.Default"/>.</param>
    /// <exception cref="PicklingException">A part of the value has no counterpart in Python.</exception>
    public static PickleKey Of(object? value, PickleKeyOptions? options = null) =>
        new(KeyWalk.BytesOf(value, options ?? PickleKeyOptions.Default));

    /// <summary>Makes the key of a value of a type that may be the program's own: a record counts as what it is dumped as.</summary>
    /// <typeparam name="T">The type to dump it as.</typeparam>
    /// <param name="value">As for <see cref="Of(object?, PickleKeyOptions?)"/>, or an object that Pickling maps.</param>
    /// <param name="options">What counts as equal; null for <see cref="PickleKeyOptions.Default"/>.</param>
    /// <exception cref="PicklingException">A part of the value has no counterpart in Python.</exception>
    /// <exception cref="NotSupportedException">A type cannot be mapped as it is.</exception>
    public static PickleKey Of<T>(T value, PickleKeyOptions? options = null)
    {
        options ??= PickleKeyOptions.Default;
        return new PickleKey(DirectTypes<T>.AreAll ? KeyWalk.BytesOf(value, options) : KeyWalk.BytesOfMapped(value, options));
    }

    /// <summary>SHA-256 of the bytes in hexadecimal digits: <see cref="PickleKeyFormat.Hex256"/>.</summary>
    public override string ToString() => ToString(PickleKeyFormat.Hex256);

    /// <summary>A hash of the bytes as text.</summary>
    /// <param name="format">Which hash, in which digits.</param>
    public string ToString(PickleKeyFormat format) => format switch
    {
        PickleKeyFormat.Hex256 => Convert.ToHexStringLower(SHA256.HashData(_bytes)),
        PickleKeyFormat.Base64Url256 => Base64Url.EncodeToString(SHA256.HashData(_bytes)),
        PickleKeyFormat.Hex128 => Convert.ToHexStringLower(XxHash128.Hash(_bytes)),
        PickleKeyFormat.Base64Url128 => Base64Url.EncodeToString(XxHash128.Hash(_bytes)),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "no such format of a key"),
    };

    /// <summary>Whether two keys are of equal values.</summary>
    /// <param name="other">The other key.</param>
    public bool Equals(PickleKey? other) => other is not null && _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PickleKey);

    /// <summary>A hash for tables of this process; another process has another.</summary>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }
}
