using System.Collections.Frozen;
using Pickling.Model;
using Pickling.Model.Standard;

namespace Pickling.Mapping.Converters;

/// <summary>
/// An enum as a member of a Python enum class, as its number or as its name; loads take all of them.
/// </summary>
/// <remarks>
/// Python pickles a member of an enum class as a call of the class with the member's value; 3.11 in its first versions by
/// name, as getattr(class, 'NAME'), and members of a flag as operator.or_ of these.
/// </remarks>
internal sealed class EnumConverter<T> : PickleConverter<T>
    where T : struct, Enum
{
    private readonly PickleObjectInfo _info;
    private readonly PickleEnumForm _form;
    private readonly FrozenDictionary<string, T> _values;
    private readonly FrozenDictionary<string, T> _looseNames;
    private readonly FrozenDictionary<T, string> _names;
    private readonly FrozenDictionary<T, string> _texts;
    private readonly bool _isFlags;

    /// <param name="info">The Python class, if any, and its former names.</param>
    /// <param name="form">The form without a Python class.</param>
    /// <param name="texts">Members whose value in Python is a text, by that; of several for one, the first is written.</param>
    public EnumConverter(PickleObjectInfo info, PickleEnumForm form, IEnumerable<KeyValuePair<string, T>> texts)
    {
        _info = info;
        _form = form;
        KeyValuePair<string, T>[] own = [.. texts];
        KeyValuePair<string, T>[] all = [.. Enum.GetNames<T>().Zip(Enum.GetValues<T>(), static (name, value) => KeyValuePair.Create(name, value))];
        _values = own.Concat(all).DistinctBy(static pair => pair.Key).ToFrozenDictionary(StringComparer.Ordinal);
        _looseNames = all.GroupBy(static pair => Loose(pair.Key), StringComparer.Ordinal)
            .Where(static group => group.DistinctBy(static pair => pair.Value).Count() == 1)
            .ToFrozenDictionary(static group => group.Key, static group => group.First().Value, StringComparer.Ordinal);
        _texts = own.DistinctBy(static pair => pair.Value).ToFrozenDictionary(static pair => pair.Value, static pair => pair.Key);
        _names = own.Concat(all).DistinctBy(static pair => pair.Value).ToFrozenDictionary(static pair => pair.Value, static pair => pair.Key);
        _isFlags = typeof(T).IsDefined(typeof(FlagsAttribute), false);
    }

    public override T Read(ref PickleValueReader reader)
    {
        switch (reader.Kind)
        {
            case PickleValueKind.String:
                return OfName(reader);
            case PickleValueKind.Integer:
                return OfNumber(reader);
            case PickleValueKind.Object:
                return OfMember(ref reader, EnumForms.FlagNestingMax);
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
            WriteValue(writer, value);
            return;
        }

        // A boxed value has no identity, so each member's value is its identity in the dump.
        if (writer.BeginMembers(_info, writer.Singleton(value), 0, out PickleMemberBatch members))
        {
            writer.NextMember(ref members);
            WriteValue(writer, value);
            writer.EndMembers(ref members);
        }
    }

    private void WriteValue(PickleValueWriter writer, T value)
    {
        if (_texts.TryGetValue(value, out string? text) || (_form == PickleEnumForm.Name && _names.TryGetValue(value, out text)))
        {
            writer.WriteString(text);
        }
        else if (Enum.GetUnderlyingType(typeof(T)) == typeof(ulong))
        {
            writer.WriteInteger(Convert.ToUInt64(value, null));
        }
        else
        {
            writer.WriteInt64(Convert.ToInt64(value, null));
        }
    }

    // Class(value), getattr(Class, name), or or_ of two of these.
    private T OfMember(ref PickleValueReader reader, int nestingMax)
    {
        ObjectParts parts = ObjectParts.Of(reader);
        PickleValueReader start = reader;
        PickleItems arguments = reader.Begin(parts.Arguments, 1);
        switch (parts.Class)
        {
            case { Module: "builtins", Name: "getattr" } when arguments.Count == 2:
                reader.NextItem(ref arguments);
                CheckClass(start, ObjectParts.ClassOf(reader.Current, reader));
                reader.NextItem(ref arguments);
                return reader.Kind == PickleValueKind.String ? OfName(reader) : throw start.Mismatch(typeof(T).Name);
            case { Module: "operator" or "_operator", Name: "or_" } when _isFlags && arguments.Count == 2 && nestingMax > 0:
                // Python nests on the left only; two ways at each step would be as many as a pickle likes, with two bytes each.
                reader.NextItem(ref arguments);
                long bits = BitsOf(ref reader, nestingMax - 1);
                reader.NextItem(ref arguments);
                return (T)Enum.ToObject(typeof(T), bits | BitsOf(ref reader, nestingMax: 0));
            default:
                CheckClass(start, parts.Class);
                if (arguments.Count != 1 || !reader.NextItem(ref arguments))
                {
                    throw start.Mismatch(typeof(T).Name);
                }

                return reader.Kind switch
                {
                    PickleValueKind.Integer => OfNumber(reader),
                    PickleValueKind.String => OfName(reader),
                    _ => throw reader.Error($"{reader.Description()} is no value of {typeof(T).Name}"),
                };
        }
    }

    private long BitsOf(ref PickleValueReader reader, int nestingMax) =>
        Bits(reader.Kind == PickleValueKind.Object ? OfMember(ref reader, nestingMax) : Read(ref reader));

    private void CheckClass(in PickleValueReader place, PyGlobal? type)
    {
        if (type is null || (_info.Class is not null && !_info.Takes(type)))
        {
            throw place.Mismatch(typeof(T).Name);
        }
    }

    // In Python GREEN or light_green, in .NET LightGreen.
    private T OfName(in PickleValueReader reader)
    {
        string name = reader.GetString();
        return _values.TryGetValue(name, out T value) || _looseNames.TryGetValue(Loose(name), out value)
            ? value
            : throw reader.Error($"'{name}' is no member of {typeof(T).Name}; give the member that it is a [PickleMember(\"{name}\")]");
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

    private static long Bits(T value) => Enum.GetUnderlyingType(typeof(T)) == typeof(ulong)
        ? unchecked((long)Convert.ToUInt64(value, null))
        : Convert.ToInt64(value, null);

    private static string Loose(string name) => name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
}
