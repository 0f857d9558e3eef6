namespace Pickling.Mapping.Converters;

/// <summary>Any dictionary as a dict.</summary>
/// <param name="key">Converts the keys.</param>
/// <param name="item">Converts the values.</param>
/// <param name="create">Makes an empty one for a number of pairs, to be filled; null where it is made of pairs.</param>
/// <param name="make">Makes one of pairs, where it cannot be filled.</param>
internal sealed class DictionaryConverter<TDictionary, TKey, TValue>(
    PickleConverter<TKey> key,
    PickleConverter<TValue> item,
    Func<int, IDictionary<TKey, TValue>>? create,
    Func<Dictionary<TKey, TValue>, TDictionary>? make) : PickleConverter<TDictionary>
    where TDictionary : IEnumerable<KeyValuePair<TKey, TValue>>
    where TKey : notnull
{
    public override TDictionary Read(ref PickleValueReader reader)
    {
        if (reader.TryNatural(out TDictionary? natural))
        {
            return natural;
        }

        PickleItems pairs = reader.BeginPairs();
        IDictionary<TKey, TValue> target = create is null ? new Dictionary<TKey, TValue>(pairs.Count) : create(pairs.Count);
        if (create is not null)
        {
            reader.Created(pairs, target);
        }

        bool atKey = true;
        TKey? name = default;
        try
        {
            while (reader.NextKey(ref pairs))
            {
                PickleValueReader place = reader;
                name = reader.Read(key) ?? throw place.Error("None is no key of a .NET dictionary");
                atKey = false;
                reader = place;
                reader.NextValue(pairs);
                if (!target.TryAdd(name, reader.Read(item)!))
                {
                    throw place.Error("the key is there twice");
                }

                atKey = true;
            }
        }
        catch (PickleException error) when (error.AddStep(atKey ? $".Keys[{pairs.Index}]" : StepOf(name)))
        {
            throw;
        }

        return create is null ? make!((Dictionary<TKey, TValue>)target) : (TDictionary)target;
    }

    public override void Write(PickleValueWriter writer, TDictionary value)
    {
        IReadOnlyCollection<KeyValuePair<TKey, TValue>> entries =
            value is IReadOnlyCollection<KeyValuePair<TKey, TValue>> counted
                and not System.Collections.Concurrent.ConcurrentDictionary<TKey, TValue>
                ? counted
                : [.. value];
        if (!writer.BeginDict(typeof(TDictionary).IsValueType ? null : value, entries.Count, out PickleItemBatch pairs))
        {
            return;
        }

        object? name = null;
        try
        {
            foreach ((TKey entryKey, TValue entry) in entries)
            {
                name = entryKey;
                writer.NextItem(ref pairs);
                writer.Write(key, entryKey);
                writer.Write(item, entry);
            }
        }
        catch (PicklingException error) when (error.AddStep(StepOf(name)))
        {
            throw;
        }

        writer.EndItems(ref pairs);
    }

    private static string StepOf(object? key) => key is string text ? $"[\"{text}\"]" : $"[{key}]";
}
