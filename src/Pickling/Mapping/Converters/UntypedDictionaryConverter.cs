using System.Collections;

namespace Pickling.Mapping.Converters;

/// <summary>A dictionary of anything, from before .NET had generic types.</summary>
/// <param name="create">Makes an empty one for a number of pairs; it must be a <typeparamref name="T"/>.</param>
internal sealed class UntypedDictionaryConverter<T>(Func<int, IDictionary> create) : PickleConverter<T>
    where T : class, IDictionary
{
    private readonly ObjectConverter _part = new();

    public override T Read(ref PickleValueReader reader)
    {
        PickleItems pairs = reader.BeginPairs();
        IDictionary target = create(pairs.Count);
        reader.Created(pairs, target);
        bool atKey = true;
        object? name = null;
        try
        {
            while (reader.NextKey(ref pairs))
            {
                PickleValueReader place = reader;
                name = reader.Read(_part) ?? throw place.Error("None is no key of a .NET dictionary");
                if (target.Contains(name))
                {
                    throw place.Error("the key is there twice");
                }

                atKey = false;
                reader = place;
                reader.NextValue(pairs);
                target.Add(name, reader.Read(_part));
                atKey = true;
            }
        }
        catch (PickleException error) when (error.AddStep(atKey ? $".Keys[{pairs.Index}]" : StepOf(name)))
        {
            throw;
        }

        return (T)target;
    }

    public override void Write(PickleValueWriter writer, T value)
    {
        if (!writer.BeginDict(value, value.Count, out PickleItemBatch pairs))
        {
            return;
        }

        object? name = null;
        try
        {
            foreach (DictionaryEntry entry in value)
            {
                name = entry.Key;
                writer.NextItem(ref pairs);
                writer.Write(_part, entry.Key);
                writer.Write(_part, entry.Value);
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
