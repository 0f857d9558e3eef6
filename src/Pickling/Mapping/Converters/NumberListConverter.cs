namespace Pickling.Mapping.Converters;

/// <summary>A list of numbers, which a tape keeps packed: read and written in one tight loop.</summary>
/// <typeparam name="T">long, int or double.</typeparam>
internal sealed class NumberListConverter<T>(PickleConverter<T> item) : PickleConverter<List<T>>
    where T : unmanaged
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
        System.Runtime.InteropServices.CollectionsMarshal.SetCount(list, items.Count);
        Numbers.Read(ref reader, ref items, item, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(list));
        return list;
    }

    public override void Write(PickleValueWriter writer, List<T> value)
    {
        if (writer.BeginList(value, value.Count, out PickleItemBatch items))
        {
            writer.WriteNumbers<T>(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(value), ref items);
        }
    }
}
