namespace Pickling.Mapping.Converters;

/// <summary>A tuple, whose items may also be the last ones of a longer tuple.</summary>
internal abstract class ItemsConverter<T> : PickleConverter<T>
{
    /// <summary>How many items it has, with those of the tuples that go on with it.</summary>
    public abstract int Count { get; }

    public override T Read(ref PickleValueReader reader)
    {
        if (reader.TryNatural(out T? natural))
        {
            return natural;
        }

        PickleItems items = reader.BeginItems();
        if (items.Count != Count)
        {
            throw reader.Error($"the {TapeNames.Of(reader.Current.Kind)} has {items.Count} items where {Count} are expected");
        }

        try
        {
            return ReadItems(ref reader, ref items);
        }
        catch (PickleException error) when (error.AddStep($".Item{items.Index + 1}"))
        {
            throw;
        }
    }

    public override void Write(PickleValueWriter writer, T value)
    {
        if (!writer.BeginTuple(typeof(T).IsValueType ? null : value, Count, out PickleItemBatch items))
        {
            return;
        }

        try
        {
            WriteItems(writer, value, ref items);
        }
        catch (PicklingException error) when (error.AddStep($".Item{items.Index + 1}"))
        {
            throw;
        }

        writer.EndItems(ref items);
    }

    /// <summary>Reads as many items as there are, and makes the tuple.</summary>
    public abstract T ReadItems(ref PickleValueReader reader, ref PickleItems items);

    /// <summary>Writes the items.</summary>
    public abstract void WriteItems(PickleValueWriter writer, T value, ref PickleItemBatch items);
}
