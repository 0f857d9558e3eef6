namespace Pickling.Mapping.Converters;

/// <summary>A <see cref="List{T}"/>, the one collection that is made before its items and so may hold itself.</summary>
internal sealed class ListConverter<T>(PickleConverter<T> item) : PickleConverter<List<T>>
{
    public override List<T> Read(ref PickleValueReader reader)
    {
        if (reader.TryNatural(out List<T>? natural))
        {
            return natural;
        }

        PickleItems items = reader.BeginItems();
        var list = new List<T>(items.Count);
        reader.Created(items, list);
        try
        {
            while (reader.NextItem(ref items))
            {
                list.Add(reader.Read(item)!);
            }
        }
        catch (PickleException error) when (error.AddStep($"[{items.Index}]"))
        {
            throw;
        }

        return list;
    }

    public override void Write(PickleValueWriter writer, List<T> value)
    {
        if (!writer.BeginList(value, value.Count, out PickleItemBatch items))
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
