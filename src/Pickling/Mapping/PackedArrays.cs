using System.Diagnostics.CodeAnalysis;
using System.Text;
using Pickling.Model.Standard;

namespace Pickling.Mapping;

/// <summary>An <c>array.array</c> read from the tape, its bytes becoming the .NET array in one copy.</summary>
internal static class PackedArrays
{
    /// <summary>Reads one whose items have the type asked for; what is of another goes the way of the natural graph.</summary>
    public static bool TryRead<T>(in PickleValueReader reader, in ObjectParts parts, [NotNullWhen(true)] out T? value)
    {
        value = default;
        return parts.Class is { Module: "array", Name: "_array_reconstructor" or "array" }
            && TryContent(reader, parts, out long format, out ReadOnlySpan<byte> bytes)
            && (Is<T, double>(format, bytes, ref value) || Is<T, float>(format, bytes, ref value)
                || Is<T, long>(format, bytes, ref value) || Is<T, int>(format, bytes, ref value));
    }

    // _array_reconstructor(array, typecode, format, bytes), or array(typecode, bytes)
    private static bool TryContent(in PickleValueReader reader, in ObjectParts parts, out long format, out ReadOnlySpan<byte> bytes)
    {
        TapeValue arguments = reader.Nodes[parts.Arguments];
        format = 0;
        bytes = default;
        int count = arguments.Low;
        if (count != (parts.Class!.Name == "array" ? 2 : 4) || arguments.IsPacked || arguments.IsChained
            || reader.Nodes[arguments.First + count - 1] is not { Kind: TapeKind.Bytes } content)
        {
            return false;
        }

        switch (reader.Nodes[arguments.First + count - 2])
        {
            case { Kind: TapeKind.Int } number when count == 4:
                format = number.High;
                break;
            case { Kind: TapeKind.Str } typecode when count == 2
                && ArrayForms.NativeFormat(Encoding.UTF8.GetString(reader.Session.Bytes(typecode, reader.Source))) is { } native:
                format = native;
                break;
            default:
                return false;
        }

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
