namespace Pickling.Mapping.Converters;

/// <summary>A tuple of three items.</summary>
internal sealed class TupleConverter<T1, T2, T3>(PickleConverter<T1> item1, PickleConverter<T2> item2, PickleConverter<T3> item3)
    : PickleConverter<(T1, T2, T3)>
{
    public override (T1, T2, T3) Read(ref PickleValueReader reader)
    {
        if (reader.TryNatural(out (T1, T2, T3) natural))
        {
            return natural;
        }

        PickleItems items = TupleItems.Begin(reader, 3);
        try
        {
            reader.NextItem(ref items);
            T1? value1 = reader.Read(item1);
            reader.NextItem(ref items);
            T2? value2 = reader.Read(item2);
            reader.NextItem(ref items);
            T3? value3 = reader.Read(item3);
            return (value1!, value2!, value3!);
        }
        catch (PickleException error) when (error.AddStep($".Item{items.Index + 1}"))
        {
            throw;
        }
    }

    public override void Write(PickleValueWriter writer, (T1, T2, T3) value)
    {
        writer.BeginTuple(null, 3, out PickleItemBatch items);
        try
        {
            writer.NextItem(ref items);
            writer.Write(item1, value.Item1);
            writer.NextItem(ref items);
            writer.Write(item2, value.Item2);
            writer.NextItem(ref items);
            writer.Write(item3, value.Item3);
        }
        catch (PicklingException error) when (error.AddStep($".Item{items.Index + 1}"))
        {
            throw;
        }

        writer.EndItems(ref items);
    }
}
