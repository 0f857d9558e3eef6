namespace Pickling.Mapping.Converters;

/// <summary>An array of numbers, which a tape keeps packed: read and written in one tight loop.</summary>
/// <typeparam name="T">long, int or double.</typeparam>
internal sealed class NumberArrayConverter<T>(PickleConverter<T> item) : PickleConverter<T[]>
    where T : unmanaged
{
    public override T[] Read(ref PickleValueReader reader)
    {
        if (reader.TryNatural(out T[]? natural))
        {
            return natural;
        }

        PickleItems items = reader.BeginItems();
        T[] array = GC.AllocateUninitializedArray<T>(items.Count);
        reader.Created(items, array);
        Numbers.Read(ref reader, ref items, item, array);
        return array;
    }

    public override void Write(PickleValueWriter writer, T[] value)
    {
        if (writer.BeginList(value, value.Length, out PickleItemBatch items))
        {
            writer.WriteNumbers<T>(value, ref items);
        }
    }
}
