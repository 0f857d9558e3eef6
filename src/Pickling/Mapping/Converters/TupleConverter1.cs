namespace Pickling.Mapping.Converters;

/// <summary>A tuple of one item.</summary>
internal sealed class TupleConverter<T1>(PickleConverter<T1> item1)
    : ItemsConverter<ValueTuple<T1>>
{
    public override int Count => 1;

    public override ValueTuple<T1> ReadItems(ref PickleValueReader reader, ref PickleItems items)
    {
        reader.NextItem(ref items);
        T1? value1 = reader.Read(item1);
        return new ValueTuple<T1>(value1!);
    }

    public override void WriteItems(PickleValueWriter writer, ValueTuple<T1> value, ref PickleItemBatch items)
    {
        writer.NextItem(ref items);
        writer.Write(item1, value.Item1);
    }
}
