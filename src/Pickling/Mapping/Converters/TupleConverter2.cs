namespace Pickling.Mapping.Converters;

/// <summary>A tuple of two items.</summary>
internal sealed class TupleConverter<T1, T2>(PickleConverter<T1> item1, PickleConverter<T2> item2)
    : ItemsConverter<(T1, T2)>
{
    public override int Count => 2;

    public override (T1, T2) ReadItems(ref PickleValueReader reader, ref PickleItems items)
    {
        reader.NextItem(ref items);
        T1? value1 = reader.Read(item1);
        reader.NextItem(ref items);
        T2? value2 = reader.Read(item2);
        return (value1!, value2!);
    }

    public override void WriteItems(PickleValueWriter writer, (T1, T2) value, ref PickleItemBatch items)
    {
        writer.NextItem(ref items);
        writer.Write(item1, value.Item1);
        writer.NextItem(ref items);
        writer.Write(item2, value.Item2);
    }
}
