using System.Runtime.CompilerServices;
using Pickling.Mapping.Converters;
using Pickling.Model;

namespace Pickling.Mapping;

/// <summary>Makes converters of types that are put together from others: what generated contexts call.</summary>
public static class PickleConverters
{
    /// <summary>A builtin type that needs no other: numbers, strings, dates and their like.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <exception cref="NotSupportedException">It is no builtin type.</exception>
    public static PickleConverter<T> BuiltIn<T>() => BuiltInConverters.TryCreate(typeof(T), null) as PickleConverter<T>
        ?? throw new NotSupportedException($"{TypeNames.Of(typeof(T))} is no builtin type");

    /// <summary>None for null.</summary>
    public static PickleConverter<T?> Nullable<T>(PickleConverter<T> inner)
        where T : struct => new NullableConverter<T>(inner);

    /// <summary>An enum by its number or name, or as a member of a Python enum class.</summary>
    /// <typeparam name="T">The enum.</typeparam>
    /// <param name="form">What is written when there is no class; with one, what the values of its members are.</param>
    /// <param name="pythonClass">The Python class, or null.</param>
    /// <param name="formerClasses">Classes that loads take too.</param>
    /// <param name="texts">
    /// Members whose value in Python is a text, by that: they are written as it. Further texts for a member are only loaded.
    /// </param>
    public static PickleConverter<T> Enum<T>(
        PickleEnumForm form, PyGlobal? pythonClass = null, IReadOnlyList<PyGlobal>? formerClasses = null, IReadOnlyList<KeyValuePair<string, T>>? texts = null)
        where T : struct, Enum => new EnumConverter<T>(
            new PickleObjectInfo(typeof(T), pythonClass, [new PickleMemberInfo("value")])
            {
                Form = PickleForm.Call,
                FormerClasses = formerClasses ?? [],
            },
            form,
            texts ?? []);

    /// <summary>An array as a list.</summary>
    public static PickleConverter<T[]> Array<T>(PickleConverter<T> item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item is PickleConverter<byte> ? (PickleConverter<T[]>)(object)new BytesConverter()
            : item is IntegerConverter<long> longs ? (PickleConverter<T[]>)(object)new NumberArrayConverter<long>(longs)
            : item is IntegerConverter<int> ints ? (PickleConverter<T[]>)(object)new NumberArrayConverter<int>(ints)
            : item is DoubleConverter doubles ? (PickleConverter<T[]>)(object)new NumberArrayConverter<double>(doubles)
            : new ArrayConverter<T>(item);
    }

    /// <summary>A list.</summary>
    public static PickleConverter<List<T>> List<T>(PickleConverter<T> item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item is IntegerConverter<long> longs ? (PickleConverter<List<T>>)(object)new NumberListConverter<long>(longs)
            : item is IntegerConverter<int> ints ? (PickleConverter<List<T>>)(object)new NumberListConverter<int>(ints)
            : item is DoubleConverter doubles ? (PickleConverter<List<T>>)(object)new NumberListConverter<double>(doubles)
            : new ListConverter<T>(item);
    }

    /// <summary>Any collection as a list: made of a list of its items.</summary>
    /// <typeparam name="TCollection">The collection, or an interface of one.</typeparam>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="item">Converts the items.</param>
    /// <param name="make">Makes the collection.</param>
    public static PickleConverter<TCollection> Sequence<TCollection, T>(PickleConverter<T> item, Func<List<T>, TCollection> make)
        where TCollection : IEnumerable<T> => new SequenceConverter<TCollection, T>(item, SequenceForm.List, make);

    /// <summary>Any collection as a set: made of a list of its items.</summary>
    /// <typeparam name="TCollection">The collection, or an interface of one.</typeparam>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="item">Converts the items.</param>
    /// <param name="make">Makes the collection.</param>
    public static PickleConverter<TCollection> Set<TCollection, T>(PickleConverter<T> item, Func<List<T>, TCollection> make)
        where TCollection : IEnumerable<T> => new SequenceConverter<TCollection, T>(item, SequenceForm.Set, make);

    /// <summary>Any collection that never changes as a frozenset: made of a list of its items.</summary>
    /// <typeparam name="TCollection">The collection.</typeparam>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="item">Converts the items.</param>
    /// <param name="make">Makes the collection.</param>
    public static PickleConverter<TCollection> FrozenSet<TCollection, T>(PickleConverter<T> item, Func<List<T>, TCollection> make)
        where TCollection : IEnumerable<T> => new SequenceConverter<TCollection, T>(item, SequenceForm.FrozenSet, make);

    /// <summary>A dictionary as a dict.</summary>
    public static PickleConverter<Dictionary<TKey, TValue>> Dictionary<TKey, TValue>(PickleConverter<TKey> key, PickleConverter<TValue> value)
        where TKey : notnull => new PlainDictionaryConverter<TKey, TValue>(key, value);

    /// <summary>A dictionary that can be filled, as a dict.</summary>
    /// <typeparam name="TDictionary">The dictionary, or an interface of one.</typeparam>
    /// <typeparam name="TKey">The keys.</typeparam>
    /// <typeparam name="TValue">The values.</typeparam>
    /// <param name="key">Converts the keys.</param>
    /// <param name="value">Converts the values.</param>
    /// <param name="create">Makes an empty one for a number of pairs; it must be a <typeparamref name="TDictionary"/>.</param>
    public static PickleConverter<TDictionary> Filled<TDictionary, TKey, TValue>(
        PickleConverter<TKey> key, PickleConverter<TValue> value, Func<int, IDictionary<TKey, TValue>> create)
        where TDictionary : IEnumerable<KeyValuePair<TKey, TValue>>
        where TKey : notnull => new DictionaryConverter<TDictionary, TKey, TValue>(key, value, create, null);

    /// <summary>A dictionary that never changes, as a dict.</summary>
    /// <typeparam name="TDictionary">The dictionary.</typeparam>
    /// <typeparam name="TKey">The keys.</typeparam>
    /// <typeparam name="TValue">The values.</typeparam>
    /// <param name="key">Converts the keys.</param>
    /// <param name="value">Converts the values.</param>
    /// <param name="make">Makes it.</param>
    public static PickleConverter<TDictionary> Made<TDictionary, TKey, TValue>(
        PickleConverter<TKey> key, PickleConverter<TValue> value, Func<Dictionary<TKey, TValue>, TDictionary> make)
        where TDictionary : IEnumerable<KeyValuePair<TKey, TValue>>
        where TKey : notnull => new DictionaryConverter<TDictionary, TKey, TValue>(key, value, null, make);

    /// <summary>A type that is written as another one, to and from which it converts.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <typeparam name="TInner">The other type.</typeparam>
    /// <param name="inner">Converts the other type.</param>
    /// <param name="from">Makes the type of the other.</param>
    /// <param name="to">Makes the other of the type.</param>
    public static PickleConverter<T> Mapped<T, TInner>(PickleConverter<TInner> inner, Func<TInner, T> from, Func<T, TInner> to) =>
        new MappedConverter<T, TInner>(inner, from, to);

    /// <summary>A collection of the framework, by its generic type definition; null when it is none of those known.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="definition">Such as <c>typeof(Queue&lt;&gt;)</c>.</param>
    /// <param name="item">Converts the items.</param>
    public static PickleConverter? Collection<T>(Type definition, PickleConverter<T> item)
    {
        ArgumentNullException.ThrowIfNull(definition);
        return CollectionConverters.TryCreate(definition, item);
    }

    /// <summary>A dictionary of the framework, by its generic type definition; null when it is none of those known.</summary>
    /// <typeparam name="TKey">The keys.</typeparam>
    /// <typeparam name="TValue">The values.</typeparam>
    /// <param name="definition">Such as <c>typeof(SortedDictionary&lt;,&gt;)</c>.</param>
    /// <param name="key">Converts the keys.</param>
    /// <param name="value">Converts the values.</param>
    public static PickleConverter? Dictionary<TKey, TValue>(Type definition, PickleConverter<TKey> key, PickleConverter<TValue> value)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(definition);
        return DictionaryConverters.TryCreate(definition, key, value);
    }

    /// <summary>A tuple of one item.</summary>
    public static PickleConverter<ValueTuple<T1>> Tuple<T1>(PickleConverter<T1> item1) => new TupleConverter<T1>(item1);

    /// <summary>A tuple of two items.</summary>
    public static PickleConverter<(T1 First, T2 Second)> Tuple<T1, T2>(PickleConverter<T1> item1, PickleConverter<T2> item2) =>
        new TupleConverter<T1, T2>(item1, item2);

    /// <summary>A tuple of three items.</summary>
    public static PickleConverter<(T1 First, T2 Second, T3 Third)> Tuple<T1, T2, T3>(
        PickleConverter<T1> item1, PickleConverter<T2> item2, PickleConverter<T3> item3) => new TupleConverter<T1, T2, T3>(item1, item2, item3);

    /// <summary>A tuple of four items.</summary>
    public static PickleConverter<(T1 First, T2 Second, T3 Third, T4 Fourth)> Tuple<T1, T2, T3, T4>(
        PickleConverter<T1> item1, PickleConverter<T2> item2, PickleConverter<T3> item3, PickleConverter<T4> item4) =>
        new TupleConverter<T1, T2, T3, T4>(item1, item2, item3, item4);

    /// <summary>A tuple of five items.</summary>
    public static PickleConverter<(T1 First, T2 Second, T3 Third, T4 Fourth, T5 Fifth)> Tuple<T1, T2, T3, T4, T5>(
        PickleConverter<T1> item1, PickleConverter<T2> item2, PickleConverter<T3> item3, PickleConverter<T4> item4, PickleConverter<T5> item5) =>
        new TupleConverter<T1, T2, T3, T4, T5>(item1, item2, item3, item4, item5);

    /// <summary>A tuple of six items.</summary>
    public static PickleConverter<(T1 First, T2 Second, T3 Third, T4 Fourth, T5 Fifth, T6 Sixth)> Tuple<T1, T2, T3, T4, T5, T6>(
        PickleConverter<T1> item1,
        PickleConverter<T2> item2,
        PickleConverter<T3> item3,
        PickleConverter<T4> item4,
        PickleConverter<T5> item5,
        PickleConverter<T6> item6) => new TupleConverter<T1, T2, T3, T4, T5, T6>(item1, item2, item3, item4, item5, item6);

    /// <summary>A tuple of seven items.</summary>
    public static PickleConverter<(T1 First, T2 Second, T3 Third, T4 Fourth, T5 Fifth, T6 Sixth, T7 Seventh)> Tuple<T1, T2, T3, T4, T5, T6, T7>(
        PickleConverter<T1> item1,
        PickleConverter<T2> item2,
        PickleConverter<T3> item3,
        PickleConverter<T4> item4,
        PickleConverter<T5> item5,
        PickleConverter<T6> item6,
        PickleConverter<T7> item7) =>
        new TupleConverter<T1, T2, T3, T4, T5, T6, T7>(item1, item2, item3, item4, item5, item6, item7);

    /// <summary>A tuple of more than seven items, which are one tuple in Python.</summary>
    public static PickleConverter<ValueTuple<T1, T2, T3, T4, T5, T6, T7, TRest>> Tuple<T1, T2, T3, T4, T5, T6, T7, TRest>(
        PickleConverter<T1> item1,
        PickleConverter<T2> item2,
        PickleConverter<T3> item3,
        PickleConverter<T4> item4,
        PickleConverter<T5> item5,
        PickleConverter<T6> item6,
        PickleConverter<T7> item7,
        PickleConverter<TRest> rest)
        where TRest : struct => new LongTupleConverter<T1, T2, T3, T4, T5, T6, T7, TRest>(new(item1, item2, item3, item4, item5, item6, item7), Items(rest));

    /// <summary>A tuple class of more than seven items, which are one tuple in Python.</summary>
    public static PickleConverter<Tuple<T1, T2, T3, T4, T5, T6, T7, TRest>> TupleClass<T1, T2, T3, T4, T5, T6, T7, TRest>(
        PickleConverter<T1> item1,
        PickleConverter<T2> item2,
        PickleConverter<T3> item3,
        PickleConverter<T4> item4,
        PickleConverter<T5> item5,
        PickleConverter<T6> item6,
        PickleConverter<T7> item7,
        PickleConverter<TRest> rest)
        where TRest : notnull => new LongTupleClassConverter<T1, T2, T3, T4, T5, T6, T7, TRest>(new(item1, item2, item3, item4, item5, item6, item7), Items(rest));

    /// <summary>A tuple class, whose identity counts, written as the value tuple with the same items.</summary>
    /// <typeparam name="T">The tuple class.</typeparam>
    /// <typeparam name="TValue">The value tuple.</typeparam>
    /// <param name="inner">Converts the value tuple.</param>
    /// <param name="from">Makes the tuple of the value tuple.</param>
    /// <param name="to">Makes the value tuple of the tuple.</param>
    public static PickleConverter<T> TupleClass<T, TValue>(PickleConverter<TValue> inner, Func<TValue, T> from, Func<T, TValue> to)
        where T : class, ITuple
        where TValue : struct, ITuple => new ReferenceTupleConverter<T, TValue>(Items(inner), from, to);

    /// <summary>An array of several dimensions, as lists in lists.</summary>
    /// <typeparam name="TArray">The array, such as <c>int[,]</c>.</typeparam>
    /// <typeparam name="T">Its items.</typeparam>
    /// <param name="item">Converts the items.</param>
    public static PickleConverter<TArray> Grid<TArray, T>(PickleConverter<T> item)
        where TArray : class => new GridArrayConverter<TArray, T>(item);

    /// <summary>A collection that is filled with its Add, as a list, or as a set when it is an <see cref="ISet{T}"/>.</summary>
    /// <typeparam name="TCollection">The collection.</typeparam>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="item">Converts the items.</param>
    /// <param name="create">Makes an empty one.</param>
    public static PickleConverter<TCollection> Filled<TCollection, T>(PickleConverter<T> item, Func<TCollection> create)
        where TCollection : ICollection<T>
    {
        Func<List<T>, TCollection> make = items =>
        {
            TCollection collection = create();
            foreach (T item in items)
            {
                collection.Add(item);
            }

            return collection;
        };
        return typeof(ISet<T>).IsAssignableFrom(typeof(TCollection)) ? Set(item, make) : Sequence(item, make);
    }

    /// <summary>An abstract class or interface: only its known types are read and written.</summary>
    /// <typeparam name="T">The class or interface.</typeparam>
    /// <param name="info">Says which types are known.</param>
    public static PickleConverter<T> Abstract<T>(PickleObjectInfo info) => new AbstractConverter<T>(info);

    /// <summary>A type that means nothing outside of its process: every value but null is refused, with its path.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="reason">Why, and what to do.</param>
    public static PickleConverter<T> Refused<T>(string reason) => new RefusedConverter<T>(reason);

    private static ItemsConverter<T> Items<T>(PickleConverter<T> tuple) => tuple as ItemsConverter<T>
        ?? throw new NotSupportedException($"a converter of your own for {TypeNames.Of(typeof(T))} cannot go on with a tuple; write one for the whole tuple");
}
