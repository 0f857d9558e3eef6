using System.Collections.Frozen;

namespace Pickling.Mapping.Converters;

/// <summary>
/// An enum as a member of a Python enum class, as its number or as its name; loads take all of them.
/// </summary>
/// <remarks>Python pickles a member of an enum class as a call of the class with the member's value.</remarks>
internal sealed class EnumConverter<T> : PickleConverter<T>
    where T : struct, Enum
{
    private readonly PickleObjectInfo _info;
    private readonly PickleEnumForm _form;
    private readonly FrozenDictionary<string, T> _values;
    private readonly FrozenDictionary<T, string> _names;
    private readonly bool _isFlags;

    /// <param name="info">The Python class, if any, and its former names.</param>
    /// <param name="form">The form without a Python class.</param>
    /// <param name="names">Python names by value, where they are not those of .NET.</param>
    public EnumConverter(PickleObjectInfo info, PickleEnumForm form, IEnumerable<KeyValuePair<string, T>>? names = null)
    {
        _info = info;
        _form = form;
        KeyValuePair<string, T>[] all = names is null
            ? [.. Enum.GetNames<T>().Zip(Enum.GetValues<T>(), static (name, value) => KeyValuePair.Create(name, value))]
            : [.. names];
        _values = all.DistinctBy(static pair => pair.Key).ToFrozenDictionary(StringComparer.Ordinal);
        _names = all.DistinctBy(static pair => pair.Value).ToFrozenDictionary(static pair => pair.Value, static pair => pair.Key);
        _isFlags = typeof(T).IsDefined(typeof(FlagsAttribute), false);
    }

    public override T Read(ref PickleValueReader reader)
    {
        switch (reader.Kind)
        {
            case PickleValueKind.String:
                string name = reader.GetString();
                return _values.TryGetValue(name, out T value) ? value : throw reader.Error($"'{name}' is no member of {typeof(T).Name}");
            case PickleValueKind.Integer:
                return OfNumber(reader);
            case PickleValueKind.Object:
                return OfMember(ref reader);
            default:
                throw reader.Mismatch(typeof(T).Name);
        }
    }

    public override void Write(PickleValueWriter writer, T value)
    {
        if (!_isFlags && !_names.ContainsKey(value))
        {
            throw new PicklingException($"{value} is no member of {typeof(T).Name}, so a load would refuse it");
        }

        if (_info.Class is null)
        {
            if (_form == PickleEnumForm.Name && _names.TryGetValue(value, out string? name))
            {
                writer.WriteString(name);
            }
            else
            {
                WriteNumber(writer, value);
            }

            return;
        }

        // A boxed value has no identity, so each member's value is its identity in the dump.
        if (writer.BeginMembers(_info, writer.Singleton(value), 0, out PickleMemberBatch members))
        {
            writer.NextMember(ref members);
            if (_form == PickleEnumForm.Name && _names.TryGetValue(value, out string? name))
            {
                writer.WriteString(name);
            }
            else
            {
                WriteNumber(writer, value);
            }

            writer.EndMembers(ref members);
        }
    }

    private static void WriteNumber(PickleValueWriter writer, T value)
    {
        if (Enum.GetUnderlyingType(typeof(T)) == typeof(ulong))
        {
            writer.WriteInteger(Convert.ToUInt64(value, null));
        }
        else
        {
            writer.WriteInt64(Convert.ToInt64(value, null));
        }
    }

    // Class(value): the only argument is the value of the member.
    private T OfMember(ref PickleValueReader reader)
    {
        ObjectParts parts = ObjectParts.Of(reader);
        if (parts.Class is not { } type || (_info.Class is not null && !_info.Takes(type)))
        {
            throw reader.Mismatch(typeof(T).Name);
        }

        PickleValueReader start = reader;
        PickleItems arguments = reader.Begin(parts.Arguments, 1);
        if (arguments.Count != 1 || !reader.NextItem(ref arguments))
        {
            throw start.Mismatch(typeof(T).Name);
        }

        return reader.Kind switch
        {
            PickleValueKind.Integer => OfNumber(reader),
            PickleValueKind.String when _values.TryGetValue(reader.GetString(), out T value) => value,
            _ => throw reader.Error($"{reader.Description()} is no value of {typeof(T).Name}"),
        };
    }

    private T OfNumber(in PickleValueReader reader)
    {
        T value = Type.GetTypeCode(typeof(T)) switch
        {
            TypeCode.SByte => (T)(object)reader.GetInteger<sbyte>(),
            TypeCode.Byte => (T)(object)reader.GetInteger<byte>(),
            TypeCode.Int16 => (T)(object)reader.GetInteger<short>(),
            TypeCode.UInt16 => (T)(object)reader.GetInteger<ushort>(),
            TypeCode.UInt32 => (T)(object)reader.GetInteger<uint>(),
            TypeCode.Int64 => (T)(object)reader.GetInteger<long>(),
            TypeCode.UInt64 => (T)(object)reader.GetInteger<ulong>(),
            _ => (T)(object)reader.GetInteger<int>(),
        };
        return _isFlags || _names.ContainsKey(value)
            ? value
            : throw reader.Error($"{reader.GetBigInteger()} is no member of {typeof(T).Name}");
    }
}
