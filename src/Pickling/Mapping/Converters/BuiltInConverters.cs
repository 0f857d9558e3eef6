using System.Buffers;
using System.Collections;
using System.Collections.Frozen;
using System.Dynamic;
using System.Net;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pickling.Model;

namespace Pickling.Mapping.Converters;

/// <summary>
/// The types that need no other converter, and the usual collections of them, all instantiated here, so that they survive
/// trimming.
/// </summary>
internal static class BuiltInConverters
{
    private static readonly FrozenDictionary<Type, Func<PickleContext?, PickleConverter>> Factories = CreateFactories();

    /// <summary>The converter; null for other types.</summary>
    /// <param name="type">The type.</param>
    /// <param name="context">Whose converters go first, also for what the type holds; null for none.</param>
    public static PickleConverter? TryCreate(Type type, PickleContext? context) =>
        Factories.TryGetValue(type, out Func<PickleContext?, PickleConverter>? create) ? create(context) : null;

    private static FrozenDictionary<Type, Func<PickleContext?, PickleConverter>> CreateFactories()
    {
        var table = new Dictionary<Type, Func<PickleContext?, PickleConverter>>();
        AddNumbers(table);
        AddTexts(table);
        AddNaturals(table);
        AddLibrary(table);
        AddTrees(table);
        AddBytes(table);
        return table.ToFrozenDictionary();
    }

    private static void AddNumbers(Dictionary<Type, Func<PickleContext?, PickleConverter>> table)
    {
        AddInteger<sbyte>(table);
        AddStruct(table, static () => new IntegerConverter<byte>());
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
        AddStructs(table, static () => new BooleanConverter());
        AddStructs(table, static () => new DoubleConverter());
        AddStructs(table, static () => new MappedConverter<float, double>(new DoubleConverter(), ToSingle, static value => value));
        AddStructs(table, static () => new MappedConverter<Half, double>(new DoubleConverter(), ToHalf, static value => (double)value));
    }

    private static void AddTexts(Dictionary<Type, Func<PickleContext?, PickleConverter>> table)
    {
        AddWithCollections(table, static () => new StringConverter());
        AddStructs(table, static () => Text(static text => text.Length == 1 ? text[0] : throw new FormatException("it has not one UTF-16 unit"), static value => value.ToString()));
        AddStructs(table, static () => Text(ToRune, static value => value.ToString()));
        Add(table, static () => Text(static text => new Uri(text, UriKind.RelativeOrAbsolute), static value => value.OriginalString));
        Add(table, static () => Text(Version.Parse, static value => value.ToString()));
    }

    private static void AddNaturals(Dictionary<Type, Func<PickleContext?, PickleConverter>> table)
    {
        AddWithCollections(table, static () => new ObjectConverter());
        AddWithCollections(table, static () => new NaturalConverter<PyList>());
        AddWithCollections(table, static () => new NaturalConverter<PyTuple>());
        AddStruct(table, static () => new MappedConverter<ValueTuple, PyTuple>(new NaturalConverter<PyTuple>(), ToEmptyTuple, static _ => PyTuple.Empty));
        AddWithCollections(table, static () => new NaturalConverter<PyDict>());
        AddWithCollections(table, static () => new NaturalConverter<PyObject>());
        Add(table, static () => new NaturalConverter<PySet>());
        Add(table, static () => new NaturalConverter<PyFrozenSet>());
        Add(table, static () => new NaturalConverter<PyGlobal>());
        Add(table, static () => new NaturalConverter<PyByteArray>());
        Add(table, static () => new NaturalConverter<PyByteString>());
        Add(table, static () => new NaturalConverter<PySurrogateString>());
        Add(table, static () => new NaturalConverter<PersistentReference>());
        Add(table, static () => new NaturalConverter<PickleBuffer>());
    }

    // Values of Python's standard library, whose forms the natural graph knows.
    private static void AddLibrary(Dictionary<Type, Func<PickleContext?, PickleConverter>> table)
    {
        AddStructs(table, static () => new NaturalConverter<decimal>());
        AddStructs(table, static () => new NaturalConverter<DateTime>());
        AddStructs(table, static () => new NaturalConverter<DateTimeOffset>());
        AddStructs(table, static () => new NaturalConverter<DateOnly>());
        AddStructs(table, static () => new NaturalConverter<TimeOnly>());
        AddStructs(table, static () => new NaturalConverter<TimeSpan>());
        AddStructs(table, static () => new NaturalConverter<Guid>());
        AddStructs(table, static () => new NaturalConverter<Complex>());
        AddStruct(table, static () => new NaturalConverter<Range>(RangeOf));
        AddStruct(table, static () => new NaturalConverter<IPNetwork>(static network => PythonLibrary.IPNetwork(network)));
        Add(table, static () => new NaturalConverter<IPAddress>(static address => PythonLibrary.IPAddress(address)));
        Add(table, static () => new NaturalConverter<TimeZoneInfo>(ZoneOf));
        Add(table, static () => new NaturalConverter<Regex>());
        Add(table, static () => new NaturalConverter<PyExceptionInfo>());
    }

    // Values that say themselves what they hold.
    private static void AddTrees(Dictionary<Type, Func<PickleContext?, PickleConverter>> table)
    {
        AddStruct(table, static () => new MappedConverter<JsonElement, JsonNode?>(new JsonConverter(), JsonConverter.ToElement, JsonConverter.OfElement));
        Add(table, static () => new JsonConverter());
        Add(table, static () => new MappedConverter<JsonObject, JsonNode?>(new JsonConverter(), JsonConverter.As<JsonObject>, static node => node));
        Add(table, static () => new MappedConverter<JsonArray, JsonNode?>(new JsonConverter(), JsonConverter.As<JsonArray>, static node => node));
        Add(table, static () => new MappedConverter<JsonValue, JsonNode?>(new JsonConverter(), JsonConverter.As<JsonValue>, static node => node));
        Add(table, static () => new UntypedListConverter<ArrayList>(static count => new ArrayList(count)));
        Add(table, static () => new UntypedListConverter<IList>(static count => new List<object?>(count)));
        Add(table, static () => new UntypedListConverter<ICollection>(static count => new List<object?>(count)));
        Add(table, static () => new UntypedListConverter<IEnumerable>(static count => new List<object?>(count)));
        Add(table, static () => new UntypedDictionaryConverter<Hashtable>(static count => new Hashtable(count)));
        Add(table, static () => new UntypedDictionaryConverter<IDictionary>(static count => new Dictionary<object, object?>(count)));
        Add(table, static () => PickleConverters.Filled<ExpandoObject, string, object?>(
            new StringConverter(), new ObjectConverter(), static _ => new ExpandoObject()));
        Add(table, static () => new MappedConverter<BitArray, bool[]>(
            new ArrayConverter<bool>(new BooleanConverter()), static bits => new BitArray(bits), static bits => [.. bits.Cast<bool>()]));
    }

    private static void AddBytes(Dictionary<Type, Func<PickleContext?, PickleConverter>> table)
    {
        AddWithCollections(table, static () => new BytesConverter());
        AddStruct(table, static () => new MappedConverter<Memory<byte>, byte[]>(new BytesConverter(), static bytes => bytes, static memory => memory.ToArray()));
        AddStruct(table, static () => new MappedConverter<ReadOnlyMemory<byte>, byte[]>(new BytesConverter(), static bytes => bytes, static memory => memory.ToArray()));
        AddStruct(table, static () => new MappedConverter<ArraySegment<byte>, byte[]>(new BytesConverter(), static bytes => bytes, static segment => segment.Array is null ? [] : [.. segment]));
        AddStruct(table, static () => new MappedConverter<ReadOnlySequence<byte>, byte[]>(
            new BytesConverter(), static bytes => new ReadOnlySequence<byte>(bytes), static sequence => sequence.ToArray()));
    }

    private static void Add<T>(Dictionary<Type, Func<PickleContext?, PickleConverter>> table, Func<PickleConverter<T>> create) => table[typeof(T)] = _ => create();

    private static void AddStruct<T>(Dictionary<Type, Func<PickleContext?, PickleConverter>> table, Func<PickleConverter<T>> create)
        where T : struct
    {
        Add(table, create);
        table[typeof(T?)] = context => PickleConverters.Nullable(Part(create, context));
    }

    private static void AddStructs<T>(Dictionary<Type, Func<PickleContext?, PickleConverter>> table, Func<PickleConverter<T>> create)
        where T : struct
    {
        AddStruct(table, create);
        AddCollections(table, create);
    }

    private static void AddInteger<T>(Dictionary<Type, Func<PickleContext?, PickleConverter>> table)
        where T : struct, IBinaryInteger<T> => AddStructs(table, static () => new IntegerConverter<T>());

    private static void AddWithCollections<T>(Dictionary<Type, Func<PickleContext?, PickleConverter>> table, Func<PickleConverter<T>> create)
    {
        Add(table, create);
        AddCollections(table, create);
    }

    private static void AddCollections<T>(Dictionary<Type, Func<PickleContext?, PickleConverter>> table, Func<PickleConverter<T>> create)
    {
        table[typeof(T[])] = context => PickleConverters.Array(Part(create, context));
        table[typeof(List<T>)] = context => PickleConverters.List(Part(create, context));
        table[typeof(Dictionary<string, T>)] = context => PickleConverters.Dictionary(Part(static () => new StringConverter(), context), Part(create, context));
        AddCollection(table, typeof(IReadOnlyList<T>), typeof(IReadOnlyList<>), create);
        AddCollection(table, typeof(IEnumerable<T>), typeof(IEnumerable<>), create);
        AddCollection(table, typeof(HashSet<T>), typeof(HashSet<>), create);
    }

    private static void AddCollection<T>(
        Dictionary<Type, Func<PickleContext?, PickleConverter>> table, Type collection, Type definition, Func<PickleConverter<T>> create) =>
        table[collection] = context => CollectionConverters.TryCreate(definition, Part(create, context))!;

    // What a collection or nullable holds: the caller's converter for it, where there is one.
    private static PickleConverter<T> Part<T>(Func<PickleConverter<T>> create, PickleContext? context) =>
        context?.Mapping.ConverterOf(typeof(T)) is null ? create() : context.GetConverter<T>();

    private static MappedConverter<T, string> Text<T>(Func<string, T> from, Func<T, string> to) => new(new StringConverter(), from, to);

    private static PyObject RangeOf(Range range) => range.Start.IsFromEnd || range.End.IsFromEnd
        ? throw new PicklingException($"the range {range} counts from an end that only a collection knows; Python's has none")
        : PythonLibrary.Range(range.Start.Value, range.End.Value);

    private static PyObject ZoneOf(TimeZoneInfo zone)
    {
        if (zone.Equals(TimeZoneInfo.Utc))
        {
            return PythonLibrary.TimeZone(TimeSpan.Zero);
        }

        return zone.HasIanaId ? PythonLibrary.ZoneInfo(zone.Id)
            : TimeZoneInfo.TryConvertWindowsIdToIanaId(zone.Id, out string? id) ? PythonLibrary.ZoneInfo(id)
            : !zone.SupportsDaylightSavingTime ? PythonLibrary.TimeZone(zone.BaseUtcOffset)
            : throw new PicklingException($"the time zone {zone.Id} has no name that Python knows");
    }

    private static float ToSingle(double wide)
    {
        float value = (float)wide;
        return float.IsInfinity(value) && double.IsFinite(wide) ? throw new OverflowException("it is too large; ask for double") : value;
    }

    private static ValueTuple ToEmptyTuple(PyTuple tuple) =>
        tuple.Count == 0 ? default : throw new FormatException($"it has {tuple.Count} items; a ValueTuple without type arguments has none");

    private static Half ToHalf(double wide)
    {
        var value = (Half)wide;
        return Half.IsInfinity(value) && double.IsFinite(wide) ? throw new OverflowException("it is too large; ask for double") : value;
    }

    private static Rune ToRune(string text) =>
        Rune.DecodeFromUtf16(text, out Rune rune, out int used) == OperationStatus.Done && used == text.Length
            ? rune
            : throw new FormatException("it has not one character");
}
