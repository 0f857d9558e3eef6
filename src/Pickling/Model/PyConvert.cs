using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Numerics;
using System.Text.RegularExpressions;
using Pickling.Model.Standard;

namespace Pickling.Model;

/// <summary>Turns natural values into the .NET types that callers ask for, or says what it found instead.</summary>
/// <remarks>
/// A closed set of types, all instantiated in one table, so nothing is made by reflection and everything survives trimming:
/// the natural types, every integer type (range-checked), float, decimal, their nullables, what values of the standard
/// library stand for (<c>Model.Standard</c> reads those, whatever version of Python wrote them), enums, and the usual
/// collections and tuples of a few element types.
/// </remarks>
internal static class PyConvert
{
    private delegate bool Converter<T>(object? value, [MaybeNullWhen(false)] out T result, [NotNullWhen(false)] out string? problem);

    private delegate bool StandardReader<T>(object? value, [MaybeNullWhen(false)] out T result, ref string? problem);

    private static readonly Dictionary<Type, Delegate> Converters = CreateConverters();

    /// <summary>Whether values are converted to a type.</summary>
    internal static bool Knows(Type type) => Converters.ContainsKey(type);

    /// <summary>Converts a value.</summary>
    /// <exception cref="PickleException">The value is not one of these: says what it is in Python's words.</exception>
    internal static T To<T>(object? value) =>
        TryTo(value, out T? result, out string? problem) ? result! : throw new PickleException(problem);

    internal static bool TryTo<T>(object? value, out T? result, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (value is T exact)
        {
            result = exact;
            return true;
        }

        if (value is null && default(T) is null)
        {
            result = default;
            return true;
        }

        if (Converters.TryGetValue(typeof(T), out Delegate? converter))
            return ((Converter<T>)converter)(value, out result, out problem);

        if (EnumForms.TryRead(value, typeof(T), out object? member, ref problem))
        {
            result = (T?)member;
            return true;
        }

        result = default;
        problem ??= Mismatch(value, typeof(T));
        return false;
    }

    private static string Mismatch(object? value, Type wanted) =>
        $"the pickle holds {PythonTypeName.WithArticle(value)}, not {PythonTypeName.WithArticle(TypeNames.Of(wanted))}; ask for {NaturalType(value)} or object";

    private static string NaturalType(object? value) => value switch
    {
        null => "a nullable type",
        _ => TypeNames.Of(value.GetType()),
    };

    private static Dictionary<Type, Delegate> CreateConverters()
    {
        var table = new Dictionary<Type, Delegate>();
        AddInteger<sbyte>(table);
        AddInteger<byte>(table);
        AddInteger<short>(table);
        AddInteger<ushort>(table);
        AddInteger<int>(table);
        AddInteger<uint>(table);
        AddInteger<long>(table);
        AddInteger<ulong>(table);
        AddInteger<nint>(table);
        AddInteger<nuint>(table);
        AddInteger<Int128>(table);
        AddInteger<UInt128>(table);
        AddInteger<BigInteger>(table);
        AddStruct<double>(table, ToDouble);
        AddStruct<float>(table, ToSingle);
        AddStruct<decimal>(table, ToDecimal);
        AddStruct<bool>(table, ToNothingElse);
        Add<byte[]>(table, ToByteArray);

        AddStandardStruct<DateTime>(table, ZonedTimes.TryRead);
        AddStandardStruct<DateTimeOffset>(table, ZonedTimes.TryRead);
        AddStandardStruct<DateOnly>(table, ZonedTimes.TryRead);
        AddStandardStruct<TimeOnly>(table, ZonedTimes.TryRead);
        AddStandardStruct<TimeSpan>(table, ToTimeSpan);
        AddStandardStruct<Guid>(table, UuidForms.TryRead);
        AddStandardStruct(table, static (object? value, out Complex result, ref string? _) => ComplexForms.TryRead(value, out result));
        AddStandardStruct<Range>(table, RangeForms.TryRead);
        AddStandardStruct<IPNetwork>(table, AddressForms.TryRead);
        Add(table, Standard<string>(TextForms.TryRead));
        Add(table, Standard<TimeZoneInfo>(ZoneForms.TryRead));
        Add(table, Standard<IPAddress>(AddressForms.TryRead));
        Add(table, Standard<Regex>(PatternForms.TryRead));
        Add(table, Standard(static (object? value, [MaybeNullWhen(false)] out PyExceptionInfo result, ref string? _) => ExceptionForms.TryRead(value, out result)));
        AddPair<object?, object?>(table);
        AddPair<string, object?>(table);
        AddPair<string, string>(table);
        AddPair<string, long>(table);
        AddPair<string, double>(table);
        AddPair<long, long>(table);
        AddPair<int, int>(table);
        AddPair<double, double>(table);
        AddPair<BigInteger, BigInteger>(table);
        AddTriple<object?>(table);
        AddTriple<string>(table);
        AddTriple<long>(table);
        AddTriple<long?>(table);
        AddTriple<int>(table);
        AddTriple<double>(table);
        AddTriple<BigInteger>(table);

        AddKeys<object?>(table);
        AddKeys<string>(table);
        AddKeys<int>(table);
        AddKeys<long>(table);
        AddKeys<double>(table);

        AddCollections<object?>(table);
        AddCollections<string>(table);
        AddCollections<int>(table);
        AddCollections<long>(table);
        AddCollections<double>(table);
        AddCollections<float>(table);
        AddCollections<bool>(table);
        AddCollections<byte[]>(table);
        AddCollections<BigInteger>(table);
        AddCollections<decimal>(table);
        AddCollections<DateTime>(table);
        AddCollections<Guid>(table);
        AddCollections<PyList>(table);
        AddCollections<PyTuple>(table);
        AddCollections<PyDict>(table);
        AddCollections<PyObject>(table);
        return table;
    }

    private static void Add<T>(Dictionary<Type, Delegate> table, Converter<T> converter) => table.Add(typeof(T), converter);

    private static void AddStruct<T>(Dictionary<Type, Delegate> table, Converter<T> converter)
        where T : struct
    {
        Add(table, converter);
        Add(table, (object? value, out T? result, [NotNullWhen(false)] out string? problem) =>
        {
            bool converted = TryTo(value, out T inner, out problem);
            result = converted ? inner : null;
            return converted;
        });
    }

    private static void AddStandardStruct<T>(Dictionary<Type, Delegate> table, StandardReader<T> read)
        where T : struct => AddStruct(table, Standard(read));

    private static Converter<T> Standard<T>(StandardReader<T> read) =>
        (object? value, [MaybeNullWhen(false)] out T result, [NotNullWhen(false)] out string? problem) =>
        {
            problem = null;
            if (read(value, out result, ref problem))
                return true;
            problem ??= Mismatch(value, typeof(T));
            return false;
        };

    private static void AddPair<T1, T2>(Dictionary<Type, Delegate> table) =>
        AddStruct(table, (object? value, out (T1, T2) result, [NotNullWhen(false)] out string? problem) =>
        {
            result = default;
            return TryFields(value, typeof((T1, T2)), 2, out object?[]? fields, out problem)
                && TryField(fields, 0, out result.Item1, out problem)
                && TryField(fields, 1, out result.Item2, out problem);
        });

    private static void AddTriple<T>(Dictionary<Type, Delegate> table) =>
        AddStruct(table, (object? value, out (T, T, T) result, [NotNullWhen(false)] out string? problem) =>
        {
            result = default;
            return TryFields(value, typeof((T, T, T)), 3, out object?[]? fields, out problem)
                && TryField(fields, 0, out result.Item1, out problem)
                && TryField(fields, 1, out result.Item2, out problem)
                && TryField(fields, 2, out result.Item3, out problem);
        });

    private static bool TryFields(object? value, Type wanted, int count, [NotNullWhen(true)] out object?[]? fields, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        if (FieldsForms.TryRead(value, count, out fields, ref problem))
            return true;
        problem ??= Mismatch(value, wanted);
        return false;
    }

    private static bool TryField<T>(object?[] fields, int index, out T result, [NotNullWhen(false)] out string? problem)
    {
        bool converted = TryTo(fields[index], out T? field, out string? inner);
        result = field!;
        problem = converted ? null : $"item {index}: {inner}";
        return converted;
    }

    // A span of time, or how far a time zone is from UTC.
    private static bool ToTimeSpan(object? value, out TimeSpan result, ref string? problem) =>
        TimeDeltaForms.TryRead(value, out result, ref problem) || (problem is null && ZoneForms.TryRead(value, out result, ref problem));

    private static void AddInteger<T>(Dictionary<Type, Delegate> table)
        where T : struct, IBinaryInteger<T> => AddStruct<T>(table, ToInteger);

    private static void AddCollections<T>(Dictionary<Type, Delegate> table)
    {
        // An array of bytes[] and the like; byte[] itself is a natural type.
        Add<T[]>(table, ToArray);
        Add(table, (object? value, [MaybeNullWhen(false)] out List<T> result, [NotNullWhen(false)] out string? problem) =>
        {
            result = ToArray(value, out T[]? items, out problem, typeof(List<T>)) ? [.. items] : null;
            return result is not null;
        });
        Add(table, (object? value, [MaybeNullWhen(false)] out IReadOnlyList<T> result, [NotNullWhen(false)] out string? problem) =>
        {
            result = ToArray(value, out T[]? items, out problem, typeof(IReadOnlyList<T>)) ? items : null;
            return result is not null;
        });
        Add(table, (object? value, [MaybeNullWhen(false)] out IEnumerable<T> result, [NotNullWhen(false)] out string? problem) =>
        {
            result = ToArray(value, out T[]? items, out problem, typeof(IEnumerable<T>)) ? items : null;
            return result is not null;
        });
        Add<HashSet<T>>(table, ToHashSet);
        Add<Dictionary<string, T>>(table, ToDictionary);
        Add(table, (object? value, [MaybeNullWhen(false)] out OrderedDictionary<string, T> result, [NotNullWhen(false)] out string? problem) =>
        {
            result = ToDictionary(value, out Dictionary<string, T>? entries, out problem) ? new(entries) : null;
            return result is not null;
        });
        Add(table, (object? value, [MaybeNullWhen(false)] out IReadOnlyDictionary<string, T> result, [NotNullWhen(false)] out string? problem) =>
        {
            result = ToDictionary(value, out Dictionary<string, T>? entries, out problem) ? entries : null;
            return result is not null;
        });
    }

    // Dictionaries whose keys are no texts, for the values that such have most.
    private static void AddKeys<T>(Dictionary<Type, Delegate> table)
    {
        Add<Dictionary<int, T>>(table, ToDictionary);
        Add<Dictionary<long, T>>(table, ToDictionary);
        Add<Dictionary<object, T>>(table, ToDictionary);
    }

    private static bool ToInteger<T>(object? value, out T result, [NotNullWhen(false)] out string? problem)
        where T : struct, IBinaryInteger<T>
    {
        result = default;
        problem = null;
        try
        {
            switch (value)
            {
                case long int64:
                    result = T.CreateChecked(int64);
                    return true;
                case BigInteger big:
                    result = T.CreateChecked(big);
                    return true;
                default:
                    if (NumberForms.TryRead(value, out BigInteger inner, ref problem))
                    {
                        result = T.CreateChecked(inner);
                        return true;
                    }

                    problem ??= Mismatch(value, typeof(T));
                    return false;
            }
        }
        catch (OverflowException)
        {
            problem = $"the int {PythonFormatter.Format(value, PythonFormatter.DebuggerCharsMax)} does not fit {TypeNames.Of(typeof(T))}; ask for a wider type or BigInteger";
            return false;
        }
    }

    private static bool ToDouble(object? value, out double result, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        switch (value)
        {
            // Beyond 53 bits, only what loses nothing.
            case long int64 when (Int128)(double)int64 == int64:
                result = int64;
                return true;
            case BigInteger big when double.IsFinite((double)big) && (BigInteger)(double)big == big:
                result = (double)big;
                return true;
            case long or BigInteger:
                result = 0;
                problem = $"the int {PythonFormatter.Format(value, PythonFormatter.DebuggerCharsMax)} does not fit double; ask for long, BigInteger or decimal";
                return false;
            default:
                if (NumberForms.TryRead(value, out result, ref problem))
                    return true;
                problem ??= Mismatch(value, typeof(double));
                return false;
        }
    }

    private static bool ToSingle(object? value, out float result, [NotNullWhen(false)] out string? problem)
    {
        bool converted = TryTo(value, out double wide, out problem);
        result = (float)wide;
        if (!converted)
        {
            problem = value is PyObject or decimal ? problem : Mismatch(value, typeof(float));
        }
        else if (float.IsInfinity(result) && double.IsFinite(wide))
        {
            problem = $"the float {PythonFormatter.Format(wide)} does not fit float; ask for double";
            return false;
        }

        return converted;
    }

    private static bool ToDecimal(object? value, out decimal result, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        result = 0;
        switch (value)
        {
            case long int64:
                result = int64;
                return true;
            case BigInteger big when big >= (BigInteger)decimal.MinValue && big <= (BigInteger)decimal.MaxValue:
                result = (decimal)big;
                return true;
            default:
                if (NumberForms.TryRead(value, out result, ref problem))
                    return true;
                problem ??= Mismatch(value, typeof(decimal));
                return false;
        }
    }

    // Whatever it could be made from has been looked at before.
    private static bool ToNothingElse(object? value, out bool result, [NotNullWhen(false)] out string? problem)
    {
        result = false;
        problem = Mismatch(value, typeof(bool));
        return false;
    }

    private static bool ToByteArray(object? value, [MaybeNullWhen(false)] out byte[] result, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        switch (value)
        {
            case PyByteArray bytes:
                result = bytes.ToArray();
                return true;
            case PyByteString bytes:
                result = bytes.ToArray();
                return true;
            case PickleBuffer buffer:
                result = buffer.ReadOnlyMemory.ToArray();
                return true;
            case PyObject when ScalarForms.TryBase(value, out object? inner) && inner is byte[] or PyByteString:
                result = inner as byte[] ?? ((PyByteString)inner!).ToArray();
                return true;
            default:
                result = null;
                if (ArrayForms.TryItems(value, out PyList? items, ref problem))
                    return ToArray(items, out result, out problem);
                problem ??= Mismatch(value, typeof(byte[]));
                return false;
        }
    }

    private static bool ToArray<T>(object? value, [MaybeNullWhen(false)] out T[] result, [NotNullWhen(false)] out string? problem) =>
        ToArray(value, out result, out problem, typeof(T[]));

    private static bool ToArray<T>(
        object? value, [MaybeNullWhen(false)] out T[] result, [NotNullWhen(false)] out string? problem, Type wanted)
    {
        problem = null;
        if (ArrayForms.TryCopy(value, out result))
            return true;
        if (!SequenceForms.TryItems(value, out IReadOnlyCollection<object?>? source, ref problem))
        {
            problem ??= Mismatch(value, wanted);
            return false;
        }

        if (source is PyList { Storage: ListStorage.Int64 } integers && typeof(T) == typeof(long))
        {
            long[] copy = new long[integers.Count];
            IntegerItems.CopyTo(integers.Integers, 0, copy);
            result = (T[])(object)copy;
            return true;
        }

        if (source is PyList { Storage: ListStorage.Double } floats && typeof(T) == typeof(double))
        {
            result = (T[])(object)floats.DoubleSpan.ToArray();
            return true;
        }

        var items = new T[source.Count];
        int index = 0;
        foreach (object? item in source)
        {
            if (!TryTo(item, out T? converted, out string? inner))
            {
                problem = $"item {index} of the {PythonTypeName.Of(value)}: {inner}";
                return false;
            }

            items[index++] = converted!;
        }

        result = items;
        return true;
    }

    private static bool ToHashSet<T>(object? value, [MaybeNullWhen(false)] out HashSet<T> result, [NotNullWhen(false)] out string? problem)
    {
        result = null;
        if (value is not PySetBase && !SetForms.IsSubclass(value))
        {
            problem = Mismatch(value, typeof(HashSet<T>));
            return false;
        }

        if (!ToArray(value, out T[]? items, out problem))
            return false;
        // Of objects, so that 1 and 1.0 are one item here too.
        result = typeof(T) == typeof(object)
            ? new HashSet<T>(items, (IEqualityComparer<T>)PythonEquality.Comparer)
            : [.. items];
        return true;
    }

    private static bool ToDictionary<TKey, T>(
        object? value, [MaybeNullWhen(false)] out Dictionary<TKey, T> result, [NotNullWhen(false)] out string? problem)
        where TKey : notnull
    {
        result = null;
        problem = null;
        if (!MappingForms.TryItems(value, out PyDict? dict, ref problem))
        {
            problem ??= Mismatch(value, typeof(Dictionary<TKey, T>));
            return false;
        }

        // Of objects, so that 1 and 1.0 are one key here too.
        Dictionary<TKey, T> target = typeof(TKey) == typeof(object)
            ? new(dict.Count, (IEqualityComparer<TKey>)PythonEquality.Comparer)
            : new(dict.Count);
        int position = 0;
        while (dict.TryGetEntry(ref position, out object? key, out object? item))
        {
            if (!TryKey(key, out TKey? name) || target.ContainsKey(name))
            {
                problem = $"the dict has a key that is no {KeyKind(typeof(TKey))}: {PythonFormatter.Format(key, PythonFormatter.DebuggerCharsMax)}; ask for PyDict";
                return false;
            }

            if (!TryTo(item, out T? converted, out string? inner))
            {
                problem = $"item {PythonFormatter.Format(key, PythonFormatter.DebuggerCharsMax)} of the dict: {inner}";
                return false;
            }

            target.Add(name, converted!);
        }

        result = target;
        return true;
    }

    // A text that is another value's str() is no key: only a str itself.
    private static bool TryKey<TKey>(object? key, [NotNullWhen(true)] out TKey? name)
        where TKey : notnull
    {
        if (typeof(TKey) == typeof(string))
        {
            name = StandardText.TryReadName(key, out string? text) ? (TKey)(object)text : default;
            return name is not null;
        }

        name = default;
        return key is not null && TryTo(key, out name, out _) && name is not null;
    }

    private static string KeyKind(Type type) =>
        type == typeof(string) ? "str" : type == typeof(object) ? "key of .NET" : $"int that fits {TypeNames.Of(type)}";
}
