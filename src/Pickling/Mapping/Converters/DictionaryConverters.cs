using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;

namespace Pickling.Mapping.Converters;

/// <summary>The framework's collections of two type arguments, which are dicts, and a pair, which is a tuple.</summary>
internal static class DictionaryConverters
{
    private static readonly FrozenSet<Type> Known =
    [
        typeof(Dictionary<,>), typeof(KeyValuePair<,>), typeof(IDictionary<,>), typeof(IReadOnlyDictionary<,>),
        typeof(SortedDictionary<,>), typeof(SortedList<,>), typeof(OrderedDictionary<,>), typeof(ConcurrentDictionary<,>),
        typeof(ReadOnlyDictionary<,>), typeof(FrozenDictionary<,>), typeof(ImmutableDictionary<,>),
        typeof(IImmutableDictionary<,>), typeof(ImmutableSortedDictionary<,>),
    ];

    public static bool IsKnown(Type definition) => Known.Contains(definition);

    public static PickleConverter? TryCreate<TKey, TValue>(Type definition, PickleConverter<TKey> key, PickleConverter<TValue> value)
        where TKey : notnull
    {
        if (definition == typeof(Dictionary<,>))
        {
            return PickleConverters.Dictionary(key, value);
        }

        if (definition == typeof(KeyValuePair<,>))
        {
            return new MappedConverter<KeyValuePair<TKey, TValue>, (TKey, TValue)>(
                PickleConverters.Tuple(key, value),
                static pair => KeyValuePair.Create(pair.Item1, pair.Item2),
                static pair => (pair.Key, pair.Value));
        }

        return Filled(definition, key, value) ?? Made(definition, key, value);
    }

    private static PickleConverter? Filled<TKey, TValue>(Type definition, PickleConverter<TKey> key, PickleConverter<TValue> value)
        where TKey : notnull =>
        definition == typeof(IDictionary<,>) ? Filled<IDictionary<TKey, TValue>, TKey, TValue>(key, value, static count => new Dictionary<TKey, TValue>(count))
        : definition == typeof(IReadOnlyDictionary<,>) ? Filled<IReadOnlyDictionary<TKey, TValue>, TKey, TValue>(key, value, static count => new Dictionary<TKey, TValue>(count))
        : definition == typeof(SortedDictionary<,>) ? Filled<SortedDictionary<TKey, TValue>, TKey, TValue>(key, value, static _ => new SortedDictionary<TKey, TValue>())
        : definition == typeof(SortedList<,>) ? Filled<SortedList<TKey, TValue>, TKey, TValue>(key, value, static count => new SortedList<TKey, TValue>(count))
        : definition == typeof(OrderedDictionary<,>) ? Filled<OrderedDictionary<TKey, TValue>, TKey, TValue>(key, value, static count => new OrderedDictionary<TKey, TValue>(count))
        : definition == typeof(ConcurrentDictionary<,>) ? Filled<ConcurrentDictionary<TKey, TValue>, TKey, TValue>(key, value, static _ => new ConcurrentDictionary<TKey, TValue>())
        : null;

    private static PickleConverter? Made<TKey, TValue>(Type definition, PickleConverter<TKey> key, PickleConverter<TValue> value)
        where TKey : notnull =>
        definition == typeof(ReadOnlyDictionary<,>) ? Made<ReadOnlyDictionary<TKey, TValue>, TKey, TValue>(key, value, static pairs => pairs.AsReadOnly())
        : definition == typeof(FrozenDictionary<,>) ? Made<FrozenDictionary<TKey, TValue>, TKey, TValue>(key, value, static pairs => pairs.ToFrozenDictionary())
        : definition == typeof(ImmutableDictionary<,>) ? Made<ImmutableDictionary<TKey, TValue>, TKey, TValue>(key, value, static pairs => pairs.ToImmutableDictionary())
        : definition == typeof(IImmutableDictionary<,>) ? Made<IImmutableDictionary<TKey, TValue>, TKey, TValue>(key, value, static pairs => pairs.ToImmutableDictionary())
        : definition == typeof(ImmutableSortedDictionary<,>) ? Made<ImmutableSortedDictionary<TKey, TValue>, TKey, TValue>(key, value, static pairs => pairs.ToImmutableSortedDictionary())
        : null;

    private static DictionaryConverter<TDictionary, TKey, TValue> Filled<TDictionary, TKey, TValue>(
        PickleConverter<TKey> key, PickleConverter<TValue> value, Func<int, IDictionary<TKey, TValue>> create)
        where TDictionary : IEnumerable<KeyValuePair<TKey, TValue>>
        where TKey : notnull => new(key, value, create, null);

    private static DictionaryConverter<TDictionary, TKey, TValue> Made<TDictionary, TKey, TValue>(
        PickleConverter<TKey> key, PickleConverter<TValue> value, Func<Dictionary<TKey, TValue>, TDictionary> make)
        where TDictionary : IEnumerable<KeyValuePair<TKey, TValue>>
        where TKey : notnull => new(key, value, null, make);
}
