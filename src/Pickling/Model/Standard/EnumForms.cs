using System.Numerics;

namespace Pickling.Model.Standard;

/// <summary>Members of Python's enums as members of .NET's: by number, or by name where the value is a text.</summary>
internal static class EnumForms
{
    /// <summary>Reads a member of an enum type, or of its nullable.</summary>
    internal static bool TryRead(object? value, Type type, out object? member, ref string? problem)
    {
        member = null;
        Type wanted = Nullable.GetUnderlyingType(type) ?? type;
        if (!wanted.IsEnum)
            return false;
        object? inner = value;
        if (value is PyObject && !ScalarForms.TryBase(value, out inner))
            return false;
        switch (inner)
        {
            case long or BigInteger:
                member = OfNumber(wanted, inner is long small ? small : (BigInteger)inner);
                break;
            case string name when name.Length > 0 && char.IsLetter(name[0]):
                Enum.TryParse(wanted, name, ignoreCase: true, out member);
                break;
            case string:
                break;
            default:
                return false;
        }

        if (member is null)
            problem = $"{PythonFormatter.Format(inner, PythonFormatter.DebuggerCharsMax)} is no member of {wanted.Name}";
        return member is not null;
    }

    private static object? OfNumber(Type type, BigInteger number)
    {
        // ToObject would cut off what does not fit.
        bool isUnsigned = Type.GetTypeCode(type) is TypeCode.Byte or TypeCode.UInt16 or TypeCode.UInt32 or TypeCode.UInt64;
        if (isUnsigned ? number.Sign < 0 || number > ulong.MaxValue : number < long.MinValue || number > long.MaxValue)
            return null;
        object member = isUnsigned ? Enum.ToObject(type, (ulong)number) : Enum.ToObject(type, (long)number);
        BigInteger kept = isUnsigned ? Convert.ToUInt64(member, null) : Convert.ToInt64(member, null);
        return kept == number && (Enum.IsDefined(type, member) || type.IsDefined(typeof(FlagsAttribute), inherit: false)) ? member : null;
    }
}
