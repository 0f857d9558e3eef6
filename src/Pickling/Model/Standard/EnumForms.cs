using System.Numerics;

namespace Pickling.Model.Standard;

/// <summary>Members of Python's enums as members of .NET's: by number, or by name where the value is a text.</summary>
internal static class EnumForms
{
    /// <summary>How deep members of a flag may be or-ed within each other: more than a flag has bits.</summary>
    internal const int FlagNestingMax = 128;

    /// <summary>Reads a member of an enum type, or of its nullable.</summary>
    internal static bool TryRead(object? value, Type type, out object? member, ref string? problem)
    {
        member = null;
        Type wanted = Nullable.GetUnderlyingType(type) ?? type;
        if (!wanted.IsEnum)
            return false;
        if (TryReadNamed(value, wanted, FlagNestingMax, out member))
            return true;
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

    // What 3.11 wrote in its first versions: getattr(Class, 'NAME'), and of flags operator.or_ of two.
    private static bool TryReadNamed(object? value, Type wanted, int nestingMax, out object? member)
    {
        member = null;
        if (value is not PyObject { Callable: PyGlobal callable } call)
            return false;
        switch (callable, call.Arguments)
        {
            case ({ Module: "builtins" or "__builtin__", Name: "getattr" }, [PyGlobal or PyObject, string name]):
                string plain = name.Replace("_", "", StringComparison.Ordinal);
                return plain.Length > 0 && char.IsLetter(plain[0])
                    && (Enum.TryParse(wanted, name, ignoreCase: true, out member) || Enum.TryParse(wanted, plain, ignoreCase: true, out member));
            case ({ Module: "operator" or "_operator", Name: "or_" }, [var left, var right]) when nestingMax > 0 && wanted.IsDefined(typeof(FlagsAttribute), inherit: false):
                // Python nests on the left only; two ways at each step would be as many as a pickle likes, with two bytes each.
                string? problem = null;
                if (!TryReadPart(left, wanted, nestingMax - 1, out object? first, ref problem) || !TryReadPart(right, wanted, 0, out object? second, ref problem))
                    return false;
                bool isUnsigned = Type.GetTypeCode(wanted) == TypeCode.UInt64;
                member = isUnsigned
                    ? Enum.ToObject(wanted, Convert.ToUInt64(first, null) | Convert.ToUInt64(second, null))
                    : Enum.ToObject(wanted, Convert.ToInt64(first, null) | Convert.ToInt64(second, null));
                return true;
            default:
                return false;
        }
    }

    private static bool TryReadPart(object? value, Type wanted, int nestingMax, out object? member, ref string? problem) =>
        value is PyObject ? TryReadNamed(value, wanted, nestingMax, out member) : TryRead(value, wanted, out member, ref problem);

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
