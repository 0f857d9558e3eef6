using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Pickling.Model.Standard;

/// <summary>
/// <c>array.array</c>: below protocol 3 <c>array(typecode, [items])</c>, from 3 on
/// <c>_array_reconstructor(array, typecode, format, bytes)</c>, where the format numbers layout and byte order.
/// </summary>
internal static class ArrayForms
{
    private const int FormatUtf16 = 18;
    private const int FormatUtf32 = 20;

    // array.array's own numbers: bytes an item, whether signed; big-endian is the odd one of each pair from 2 on.
    private static readonly (int Size, bool IsSigned)[] IntegerFormats =
        [(1, false), (1, true), (2, false), (2, false), (2, true), (2, true), (4, false), (4, false), (4, true), (4, true),
         (8, false), (8, false), (8, true), (8, true)];

    /// <summary>The array in the form from protocol 3 on, as CPython writes it on 64-bit Linux and macOS.</summary>
    internal static PyObject Make(char typecode, PyList items, int python)
    {
        if (typecode == 'w' && python < 313)
            throw new ArgumentException("Arrays of 'w' begin with Python 3.13; 'u' is the older name.", nameof(typecode));
        (int format, int size) = typecode switch
        {
            'B' => (0, 1),
            'b' => (1, 1),
            'H' => (2, 2),
            'h' => (4, 2),
            'I' => (6, 4),
            'i' => (8, 4),
            'L' or 'Q' => (10, 8),
            'l' or 'q' => (12, 8),
            'f' => (14, 4),
            'd' => (16, 8),
            'u' or 'w' => (FormatUtf32, 4),
            _ => throw new ArgumentException($"An array has no typecode '{typecode}': one of b B u w h H i I l L q Q f d.", nameof(typecode)),
        };
        byte[] bytes = new byte[checked(size * items.Count)];
        for (int i = 0; i < items.Count; i++)
            WriteItem(bytes.AsSpan(i * size, size), items[i], format, typecode);
        return new PyObject(
            StandardClasses.OfC("array", "_array_reconstructor", python, heapSince: 310),
            PyTuple.Create(
                StandardClasses.OfC("array", "array", python, heapSince: 310),
                // One object a character, as all of CPython's strings of one are.
                string.Intern(typecode.ToString()),
                format,
                bytes),
            PyConstruction.Reduce);
    }

    /// <summary>The form below protocol 3, which Python 2.7 reads as well, of an object in the newer one; else null.</summary>
    internal static PyObject? ForOldProtocol(PyObject value)
    {
        string? problem = null;
        if (value is not { Global: { Module: "array", Name: "_array_reconstructor" }, Arguments: [PyGlobal type, string typecode, long, _] }
            || !TryItems(value, out PyList? items, ref problem))
        {
            return null;
        }

        return new PyObject(type, PyTuple.Create(typecode, items), PyConstruction.Reduce);
    }

    internal static bool TryItems(object? value, [NotNullWhen(true)] out PyList? items, ref string? problem)
    {
        items = null;
        if (!StandardForm.TryOpen(value, out StandardForm form))
            return false;
        switch (form.Name)
        {
            case "array.array" when form.Arguments is [_, PyList list]:
                items = list;
                return true;
            case "array.array" when form.Arguments.Count == 1:
                items = form.Source.ListItems ?? [];
                return true;
            case "array._array_reconstructor" when form.Arguments is [_, _, long format, var content]
                && StandardText.TryReadBytes(content, out byte[]? bytes):
                items = Decode(format, bytes);
                if (items is null)
                    problem = $"the array has the format {format} with {bytes.Length} bytes, which do not fit together";
                return items is not null;
            default:
                return false;
        }
    }

    private static PyList? Decode(long format, byte[] bytes)
    {
        if (format is FormatUtf16 or FormatUtf16 + 1 or FormatUtf32 or FormatUtf32 + 1)
            return DecodeText((int)format, bytes);
        bool isBigEndian = (format & 1) == 1 && format > 1;
        (int size, bool isSigned) = format switch
        {
            >= 0 and < 14 => IntegerFormats[format],
            14 or 15 => (4, true),
            16 or 17 => (8, true),
            _ => (0, false),
        };
        if (size == 0 || bytes.Length % size != 0)
            return null;
        PyList items = [];
        Span<byte> item = stackalloc byte[8];
        for (int start = 0; start < bytes.Length; start += size)
        {
            bytes.AsSpan(start, size).CopyTo(item);
            Span<byte> own = item[..size];
            if (isBigEndian)
                own.Reverse();
            items.Add(format >= 14 ? ReadFloat(own) : ReadInteger(own, isSigned));
        }

        return items;
    }

    private static object ReadFloat(ReadOnlySpan<byte> item) => item.Length == sizeof(float)
        ? (double)BinaryPrimitives.ReadSingleLittleEndian(item)
        : BinaryPrimitives.ReadDoubleLittleEndian(item);

    private static object? ReadInteger(ReadOnlySpan<byte> item, bool isSigned) => (item.Length, isSigned) switch
    {
        (1, false) => Boxed.Int64(item[0]),
        (1, true) => Boxed.Int64((sbyte)item[0]),
        (2, false) => Boxed.Int64(BinaryPrimitives.ReadUInt16LittleEndian(item)),
        (2, true) => Boxed.Int64(BinaryPrimitives.ReadInt16LittleEndian(item)),
        (4, false) => Boxed.Int64(BinaryPrimitives.ReadUInt32LittleEndian(item)),
        (4, true) => Boxed.Int64(BinaryPrimitives.ReadInt32LittleEndian(item)),
        (_, false) => Boxed.Normalize(BinaryPrimitives.ReadUInt64LittleEndian(item)),
        _ => Boxed.Int64(BinaryPrimitives.ReadInt64LittleEndian(item)),
    };

    // One str of one character for each item, surrogates included.
    private static PyList? DecodeText(int format, byte[] bytes)
    {
        int size = format >= FormatUtf32 ? 4 : 2;
        if (bytes.Length % size != 0)
            return null;
        PyList items = [];
        for (int start = 0; start < bytes.Length; start += size)
        {
            ReadOnlySpan<byte> item = bytes.AsSpan(start, size);
            bool isBigEndian = (format & 1) == 1;
            uint code = (size, isBigEndian) switch
            {
                (4, false) => BinaryPrimitives.ReadUInt32LittleEndian(item),
                (4, true) => BinaryPrimitives.ReadUInt32BigEndian(item),
                (_, false) => BinaryPrimitives.ReadUInt16LittleEndian(item),
                _ => BinaryPrimitives.ReadUInt16BigEndian(item),
            };
            if (code > 0x10FFFF)
                return null;
            items.Add(code > char.MaxValue ? new Rune(code).ToString() : ((char)code).ToString());
        }

        return items;
    }

    private static void WriteItem(Span<byte> target, object? item, int format, char typecode)
    {
        try
        {
            switch (format)
            {
                case FormatUtf32:
                    BinaryPrimitives.WriteUInt32LittleEndian(target, CodePoint((string)item!));
                    break;
                case 16:
                    BinaryPrimitives.WriteDoubleLittleEndian(target, PyConvert.To<double>(item));
                    break;
                case 14:
                    BinaryPrimitives.WriteSingleLittleEndian(target, PyConvert.To<float>(item));
                    break;
                case 10:
                    BinaryPrimitives.WriteUInt64LittleEndian(target, PyConvert.To<ulong>(item));
                    break;
                default:
                    WriteInteger(target, PyConvert.To<long>(item), IntegerFormats[format].IsSigned);
                    break;
            }
        }
        catch (Exception error) when (error is PickleException or OverflowException or InvalidCastException)
        {
            string shown = PythonFormatter.Format(item, PythonFormatter.DebuggerCharsMax);
            throw new ArgumentException($"{shown} is no item of an array of '{typecode}'.", nameof(item), error);
        }
    }

    private static void WriteInteger(Span<byte> target, long value, bool isSigned)
    {
        int bits = 8 * target.Length;
        bool fits = isSigned
            ? value >> (bits - 1) is 0 or -1
            : bits == 64 || (ulong)value >> bits == 0;
        if (!fits)
            throw new OverflowException();
        for (int i = 0; i < target.Length; i++)
            target[i] = (byte)(value >> (8 * i));
    }

    private static uint CodePoint(string text) => text.Length switch
    {
        1 => text[0],
        2 when char.IsSurrogatePair(text, 0) => (uint)char.ConvertToUtf32(text, 0),
        _ => throw new OverflowException(),
    };
}
