namespace Pickling.Mapping.Converters;

/// <summary>A <see cref="Dictionary{TKey, TValue}"/>, the most frequent one, without calls through interfaces.</summary>
internal sealed class PlainDictionaryConverter<TKey, TValue>(PickleConverter<TKey> key, PickleConverter<TValue> item)
    : PickleConverter<Dictionary<TKey, TValue>>
    where TKey : notnull
{
    public override Dictionary<TKey, TValue> Read(ref PickleValueReader reader)
    {
        if (reader.TryNatural(out Dictionary<TKey, TValue>? natural))
        {
            return natural;
        }

        PickleItems pairs = reader.BeginPairs();
        var target = new Dictionary<TKey, TValue>(pairs.Count);
        reader.Created(pairs, target);
        bool atKey = true;
        TKey? name = default;
        try
        {
            while (reader.NextKey(ref pairs))
            {
                TapeValue place = reader.Current;
                name = reader.Read(key);
                if (name is null)
                {
                    reader.MoveTo(place);
                    throw reader.Error("None is no key of a .NET dictionary");
                }

                atKey = false;
                reader.NextValue(pairs);
                if (!target.TryAdd(name, reader.Read(item)!))
                {
                    reader.MoveTo(place);
                    throw reader.Error("the key is there twice");
                }

                atKey = true;
            }
        }
        catch (PickleException error) when (error.AddStep(atKey ? $".Keys[{pairs.Index}]" : StepOf(name)))
        {
            throw;
        }

        return target;
    }

    public override void Write(PickleValueWriter writer, Dictionary<TKey, TValue> value)
    {
        if (!writer.BeginDict(value, value.Count, out PickleItemBatch pairs))
        {
            return;
        }

        TKey? name = default;
        try
        {
            foreach ((TKey entryKey, TValue entry) in value)
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

    private static string StepOf(TKey? key) => key is string text ? $"[\"{text}\"]" : $"[{key}]";
}
