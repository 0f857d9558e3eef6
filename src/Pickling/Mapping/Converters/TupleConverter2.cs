namespace Pickling.Mapping.Converters;

/// <summary>A tuple of two items.</summary>
internal sealed class TupleConverter<T1, T2>(PickleConverter<T1> item1, PickleConverter<T2> item2)
    : PickleConverter<(T1, T2)>
{
    public override (T1, T2) Read(ref PickleValueReader reader)
    {
        if (reader.TryNatural(out (T1, T2) natural))
        {
            return natural;
        }

        PickleItems items = TupleItems.Begin(reader, 2);
        try
        {
            reader.NextItem(ref items);
            T1? value1 = reader.Read(item1);
            reader.NextItem(ref items);
            T2? value2 = reader.Read(item2);
            return (value1!, value2!);
        }
        catch (PickleException error) when (error.AddStep($".Item{items.Index + 1}"))
        {
            throw;
        }
    }

    public override void Write(PickleValueWriter writer, (T1, T2) value)
    {
        writer.BeginTuple(null, 2, out PickleItemBatch items);
        try
        {
            writer.NextItem(ref items);
            writer.Write(item1, value.Item1);
            writer.NextItem(ref items);
            writer.Write(item2, value.Item2);
        }
        catch (PicklingException error) when (error.AddStep($".Item{items.Index + 1}"))
        {
            throw;
        }

        writer.EndItems(ref items);
    }
}
