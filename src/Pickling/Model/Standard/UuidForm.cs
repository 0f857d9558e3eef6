using System.Buffers.Binary;
using System.Numerics;

namespace Pickling.Model.Standard;

/// <summary><c>uuid.UUID</c>: an instance whose state is its 128 bits as an int, and whether making it was safe.</summary>
internal static class UuidForm
{
    private const int Bytes = 16;

    internal static PyObject Make(Guid value) =>
        new(StandardClasses.OfPython(StandardClasses.Fresh("uuid"), "UUID"), PyTuple.Empty, PyConstruction.NewObject)
        {
            NativeBase = NativeBase.Object,
            State = new PyDict { ["int"] = ToInteger(value) },
        };

    internal static bool TryRead(object? value, out Guid result, ref string? problem)
    {
        result = default;
        if (value is Guid guid)
        {
            result = guid;
            return true;
        }

        if (!StandardForm.TryOpen(value, out StandardForm form) || form.Name != "uuid.UUID"
            || !form.Source.TryGetAttribute("int", out object? number))
        {
            return false;
        }

        BigInteger bits = number switch
        {
            long small => small,
            BigInteger big => big,
            _ => BigInteger.MinusOne,
        };
        if (bits.Sign < 0 || bits.GetBitLength() > 8 * Bytes)
        {
            problem = "the UUID's int is not one of 128 bits";
            return false;
        }

        Span<byte> bigEndian = stackalloc byte[Bytes];
        BinaryPrimitives.WriteUInt128BigEndian(bigEndian, (UInt128)bits);
        result = new Guid(bigEndian, bigEndian: true);
        return true;
    }

    private static UInt128 ToInteger(Guid value)
    {
        Span<byte> bigEndian = stackalloc byte[Bytes];
        value.TryWriteBytes(bigEndian, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bigEndian);
    }
}
