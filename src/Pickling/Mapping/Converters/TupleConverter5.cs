namespace Pickling.Mapping.Converters;

/// <summary>A tuple of five items.</summary>
internal sealed class TupleConverter<T1, T2, T3, T4, T5>(
    PickleConverter<T1> item1,
    PickleConverter<T2> item2,
    PickleConverter<T3> item3,
    PickleConverter<T4> item4,
    PickleConverter<T5> item5)
    : ItemsConverter<(T1, T2, T3, T4, T5)>
{
    public override int Count => 5;

    public override (T1, T2, T3, T4, T5) ReadItems(ref PickleValueReader reader, ref PickleItems items)
    {
        reader.NextItem(ref items);
        T1? value1 = reader.Read(item1);
        reader.NextItem(ref items);
        T2? value2 = reader.Read(item2);
        reader.NextItem(ref items);
        T3? value3 = reader.Read(item3);
        reader.NextItem(ref items);
        T4? value4 = reader.Read(item4);
        reader.NextItem(ref items);
        T5? value5 = reader.Read(item5);
        return (value1!, value2!, value3!, value4!, value5!);
    }

    public override void WriteItems(PickleValueWriter writer, (T1, T2, T3, T4, T5) value, ref PickleItemBatch items)
    {
        writer.NextItem(ref items);
        writer.Write(item1, value.Item1);
        writer.NextItem(ref items);
        writer.Write(item2, value.Item2);
        writer.NextItem(ref items);
        writer.Write(item3, value.Item3);
        writer.NextItem(ref items);
        writer.Write(item4, value.Item4);
        writer.NextItem(ref items);
        writer.Write(item5, value.Item5);
    }
}
