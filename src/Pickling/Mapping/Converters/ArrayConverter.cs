namespace Pickling.Mapping.Converters;

/// <summary>An array, as a list.</summary>
internal sealed class ArrayConverter<T>(PickleConverter<T> item) : PickleConverter<T[]>
{
    public override T[] Read(ref PickleValueReader reader)
    {
        if (reader.TryNatural(out T[]? natural))
        {
            return natural;
        }

        PickleItems items = reader.BeginItems();
        var array = new T[items.Count];
        reader.Created(items, array);
        try
        {
            while (reader.NextItem(ref items))
            {
                array[items.Index] = reader.Read(item)!;
            }
        }
        catch (PickleException error) when (error.AddStep($"[{items.Index}]"))
        {
            throw;
        }

        return array;
    }

    public override void Write(PickleValueWriter writer, T[] value)
    {
        if (!writer.BeginList(value, value.Length, out PickleItemBatch items))
        {
            return;
        }

        try
        {
            foreach (T entry in value)
            {
                writer.NextItem(ref items);
                writer.Write(item, entry);
            }
        }
        catch (PicklingException error) when (error.AddStep($"[{items.Index}]"))
        {
            throw;
        }

        writer.EndItems(ref items);
    }
}
