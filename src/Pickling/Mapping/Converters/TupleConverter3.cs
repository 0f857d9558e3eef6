namespace Pickling.Mapping.Converters;

/// <summary>A tuple of three items.</summary>
internal sealed class TupleConverter<T1, T2, T3>(
    PickleConverter<T1> item1,
    PickleConverter<T2> item2,
    PickleConverter<T3> item3)
    : ItemsConverter<(T1, T2, T3)>
{
    public override int Count => 3;

    public override (T1, T2, T3) ReadItems(ref PickleValueReader reader, ref PickleItems items)
    {
        reader.NextItem(ref items);
        T1? value1 = reader.Read(item1);
        reader.NextItem(ref items);
        T2? value2 = reader.Read(item2);
        reader.NextItem(ref items);
        T3? value3 = reader.Read(item3);
        return (value1!, value2!, value3!);
    }

    public override void WriteItems(PickleValueWriter writer, (T1, T2, T3) value, ref PickleItemBatch items)
    {
        writer.NextItem(ref items);
        writer.Write(item1, value.Item1);
        writer.NextItem(ref items);
        writer.Write(item2, value.Item2);
        writer.NextItem(ref items);
        writer.Write(item3, value.Item3);
    }
}
