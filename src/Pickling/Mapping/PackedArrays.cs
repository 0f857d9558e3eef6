using System.Diagnostics.CodeAnalysis;
using Pickling.Model.Standard;

namespace Pickling.Mapping;

/// <summary>An <c>array.array</c> read from the tape, its bytes becoming the .NET array in one copy.</summary>
internal static class PackedArrays
{
    /// <summary>Reads one whose items have the type asked for; what is of another goes the way of the natural graph.</summary>
    public static bool TryRead<T>(in PickleValueReader reader, in ObjectParts parts, [NotNullWhen(true)] out T? value)
    {
        value = default;
        return parts.Class is { Module: "array", Name: "_array_reconstructor" }
            && TryContent(reader, parts, out long format, out ReadOnlySpan<byte> bytes)
            && (Is<T, double>(format, bytes, ref value) || Is<T, float>(format, bytes, ref value)
                || Is<T, long>(format, bytes, ref value) || Is<T, int>(format, bytes, ref value));
    }

    // _array_reconstructor(array, typecode, format, bytes)
    private static bool TryContent(in PickleValueReader reader, in ObjectParts parts, out long format, out ReadOnlySpan<byte> bytes)
    {
        TapeValue arguments = reader.Nodes[parts.Arguments];
        format = 0;
        bytes = default;
        if (arguments.Low != 4 || arguments.IsPacked || arguments.IsChained
            || reader.Nodes[arguments.First + 2] is not { Kind: TapeKind.Int } number
            || reader.Nodes[arguments.First + 3] is not { Kind: TapeKind.Bytes } content)
        {
            return false;
        }

        format = number.High;
        bytes = reader.Session.Bytes(content, reader.Source);
        return true;
    }

    private static bool Is<T, TItem>(long format, ReadOnlySpan<byte> bytes, [NotNullWhen(true)] ref T? value)
    {
        if (typeof(T) != typeof(TItem[]) || !ArrayForms.TryCopy(format, bytes, out TItem[]? items))
        {
            return false;
        }

        value = (T)(object)items;
        return true;
    }
}
