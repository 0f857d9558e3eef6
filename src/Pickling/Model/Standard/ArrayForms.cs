using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Pickling.Model.Standard;

/// <summary>
/// <c>array.array</c>: below protocol 3 <c>array(typecode, [items])</c>, from 3 on
/// <c>_array_reconstructor(array, typecode, format, bytes)</c>, where the format numbers layout and byte order. What
/// <c>multiprocessing</c> sends is <c>array(typecode, bytes)</c> instead, in the layout of the sender's machine.
/// </summary>
internal static class ArrayForms
{
    private const int FormatUtf16 = 18;
    private const int FormatUtf32 = 20;

    // array.array's own numbers: bytes an item, whether signed; big-endian is the odd one of each pair from 2 on.
    private static readonly (int Size, bool IsSigned)[] IntegerFormats =
        [(1, false), (1, true), (2, false), (2, false), (2, true), (2, true), (4, false), (4, false), (4, true), (4, true),
         (8, false), (8, false), (8, true), (8, true)];

    // What the items of each format are in the memory of a little-endian machine; null for those of the other order.
    private static readonly Type?[] ItemTypes =
        [typeof(byte), typeof(sbyte), typeof(ushort), null, typeof(short), null, typeof(uint), null, typeof(int), null,
         typeof(ulong), null, typeof(long), null, typeof(float), null, typeof(double), null];

    /// <summary>The array in the form from protocol 3 on, as CPython writes it on 64-bit Linux and macOS.</summary>
    internal static PyObject Make(char typecode, PyList items, int python)
    {
        if (typecode == 'w' && python < 313)
            throw new ArgumentException("Arrays of 'w' begin with Python 3.13; 'u' is the older name.", nameof(typecode));
        if (NativeLayout(typecode) is not var (format, size))
            throw new ArgumentException($"An array has no typecode '{typecode}': one of b B u w h H i I l L q Q f d.", nameof(typecode));
        byte[] bytes = new byte[checked(size * items.Count)];
        if (BitConverter.IsLittleEndian && format == 16 && items.TryGetDoubles(out ReadOnlySpan<double> floats))
        {
            MemoryMarshal.AsBytes(floats).CopyTo(bytes);
        }
        else if (BitConverter.IsLittleEndian && format == 12 && items.TryGetInt64s(out ReadOnlySpan<long> integers))
        {
            MemoryMarshal.AsBytes(integers).CopyTo(bytes);
        }
        else
        {
            for (int i = 0; i < items.Count; i++)
                WriteItem(bytes.AsSpan(i * size, size), items[i], format, typecode);
        }

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

    /// <summary>The items of an array whose own type is the one asked for.</summary>
    internal static bool TryCopy<T>(object? value, [NotNullWhen(true)] out T[]? items)
    {
        items = null;
        return value is PyObject { Global.Module: "array" } array && array switch
        {
            { Global.Name: "_array_reconstructor", Arguments: [_, _, long format, byte[] bytes] } => TryCopy(format, bytes, out items),
            { Global.Name: "array", Arguments: [string typecode, byte[] bytes] } => NativeFormat(typecode) is { } format && TryCopy(format, bytes, out items),
            _ => false,
        };
    }

    /// <summary>The number of the format that a typecode means in the memory of 64-bit Linux and macOS; null where there is none.</summary>
    internal static int? NativeFormat(string typecode) => typecode is [char code] && NativeLayout(code) is var (format, _) ? format : null;

    /// <summary>The items that lie in an array's bytes, copied in one piece; false where their own type is not the one asked for.</summary>
    internal static bool TryCopy<T>(long format, ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out T[]? items)
    {
        items = null;
        if (!BitConverter.IsLittleEndian || format < 0 || format >= ItemTypes.Length || ItemTypes[format] != typeof(T) || bytes.Length % Unsafe.SizeOf<T>() != 0)
            return false;
        items = GC.AllocateUninitializedArray<T>(bytes.Length / Unsafe.SizeOf<T>());
        bytes.CopyTo(MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference((Array)items), bytes.Length));
        return true;
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
            case "array.array" when form.Arguments is [var code, var content]
                && StandardText.TryReadName(code, out string? typecode) && StandardText.TryReadBytes(content, out byte[]? native):
                items = NativeFormat(typecode) is { } nativeFormat ? Decode(nativeFormat, native) : null;
                if (items is null)
                    problem = $"the array has the typecode '{typecode}' with {native.Length} bytes, which do not fit together";
                return items is not null;
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

    // Format and bytes an item.
    private static (int Format, int Size)? NativeLayout(char typecode) => typecode switch
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
        _ => null,
    };

    private static PyList? Decode(long format, byte[] bytes)
    {
        if (format is FormatUtf16 or FormatUtf16 + 1 or FormatUtf32 or FormatUtf32 + 1)
            return DecodeText((int)format, bytes);
        bool isBigEndian = (format & 1) == 1 && format > 1;
        int size = format switch
        {
            >= 0 and < 14 => IntegerFormats[format].Size,
            14 or 15 => sizeof(float),
            16 or 17 => sizeof(double),
            _ => 0,
        };
        if (size == 0 || bytes.Length % size != 0)
            return null;
        if (bytes.Length == 0)
            return [];
        ReadOnlySpan<byte> own = isBigEndian == BitConverter.IsLittleEndian ? Reversed(bytes, size) : bytes;
        return format switch
        {
            0 => Integers<byte>(own),
            1 => Integers<sbyte>(own),
            2 or 3 => Integers<ushort>(own),
            4 or 5 => Integers<short>(own),
            6 or 7 => Integers<uint>(own),
            8 or 9 => Integers<int>(own),
            10 or 11 => LargeIntegers(MemoryMarshal.Cast<byte, ulong>(own)),
            12 or 13 => PyList.Viewing(MemoryMarshal.Cast<byte, long>(own).ToArray()),
            14 or 15 => Floats(MemoryMarshal.Cast<byte, float>(own)),
            _ => PyList.Viewing(MemoryMarshal.Cast<byte, double>(own).ToArray()),
        };
    }

    private static byte[] Reversed(byte[] bytes, int size)
    {
        byte[] reversed = [.. bytes];
        for (int start = 0; start < reversed.Length; start += size)
            reversed.AsSpan(start, size).Reverse();
        return reversed;
    }

    private static PyList Integers<T>(ReadOnlySpan<byte> bytes)
        where T : unmanaged, IBinaryInteger<T>
    {
        ReadOnlySpan<T> items = MemoryMarshal.Cast<byte, T>(bytes);
        long[] wide = new long[items.Length];
        for (int i = 0; i < items.Length; i++)
            wide[i] = long.CreateTruncating(items[i]);
        return PyList.Viewing(wide);
    }

    private static PyList LargeIntegers(ReadOnlySpan<ulong> items)
    {
        if (!items.ContainsAnyInRange((ulong)long.MaxValue + 1, ulong.MaxValue))
            return PyList.Viewing(MemoryMarshal.Cast<ulong, long>(items).ToArray());
        PyList list = [];
        foreach (ulong item in items)
            list.Add(item);
        return list;
    }

    private static PyList Floats(ReadOnlySpan<float> items)
    {
        double[] wide = new double[items.Length];
        for (int i = 0; i < items.Length; i++)
            wide[i] = items[i];
        return PyList.Viewing(wide);
    }

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
