using System.Buffers.Binary;
using System.Numerics;

namespace Pickling.Model.Standard;

/// <summary>A <c>uuid.UUID</c>, an object whose state is its number, and the <see cref="Guid"/> that holds the same.</summary>
internal static class UuidForms
{
    private const string NumberName = "int";
    private const int GuidBytes = 16;

    public static readonly PyGlobal Class = new("uuid", "UUID");

    /// <param name="value">The UUID.</param>
    /// <param name="name">The attribute's name, as the object to write.</param>
    public static PyObject Of(Guid value, string name = NumberName)
    {
        Span<byte> bytes = stackalloc byte[GuidBytes];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        var number = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        return new PyObject(Class, PyTuple.Empty, PyConstruction.NewObject) { NativeBase = NativeBase.Object, State = new PyDict { [name] = number } };
    }

    /// <summary>Reads a UUID of any version of Python, and one that says more than its number.</summary>
    public static bool TryRead(object? value, out Guid result, ref string? problem)
    {
        result = default;
        if (value is Guid guid)
        {
            result = guid;
            return true;
        }

        if (!StandardForm.TryOpen(value, out StandardForm form) || form.Name != "uuid.UUID"
            || !form.Source.TryGetAttribute(NumberName, out object? number))
        {
            return false;
        }

        if (Read(PyTuple.Empty, new PyDict { [NumberName] = number }) is Guid read)
        {
            result = read;
            return true;
        }

        problem = "the UUID's int is not one of 128 bits";
        return false;
    }

    /// <summary>The value of a UUID with this state; null when it says more, such as <c>is_safe</c>.</summary>
    public static object? Read(PyTuple arguments, object? state)
    {
        if (arguments.Count != 0 || state is not PyDict { Count: 1 } attributes
            || !attributes.TryGetValue(NumberName, out object? number))
        {
            return null;
        }

        UInt128 value;
        switch (number)
        {
            case long and >= 0 and var small:
                value = (UInt128)small;
                break;
            case BigInteger { Sign: > 0 } big when big <= UInt128.MaxValue:
                value = (UInt128)big;
                break;
            default:
                return null;
        }

        Span<byte> bytes = stackalloc byte[GuidBytes];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        return new Guid(bytes, bigEndian: true);
    }
}
