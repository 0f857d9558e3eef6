namespace Pickling.Mapping.Converters;

/// <summary>A tuple of one item.</summary>
internal sealed class TupleConverter<T1>(PickleConverter<T1> item1)
    : PickleConverter<ValueTuple<T1>>
{
    public override ValueTuple<T1> Read(ref PickleValueReader reader)
    {
        if (reader.TryNatural(out ValueTuple<T1> natural))
        {
            return natural;
        }

        PickleItems items = TupleItems.Begin(reader, 1);
        try
        {
            reader.NextItem(ref items);
            T1? value1 = reader.Read(item1);
            return new ValueTuple<T1>(value1!);
        }
        catch (PickleException error) when (error.AddStep($".Item{items.Index + 1}"))
        {
            throw;
        }
    }

    public override void Write(PickleValueWriter writer, ValueTuple<T1> value)
    {
        writer.BeginTuple(null, 1, out PickleItemBatch items);
        try
        {
            writer.NextItem(ref items);
            writer.Write(item1, value.Item1);
        }
        catch (PicklingException error) when (error.AddStep($".Item{items.Index + 1}"))
        {
            throw;
        }

        writer.EndItems(ref items);
    }
}
