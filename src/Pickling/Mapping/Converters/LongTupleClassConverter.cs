namespace Pickling.Mapping.Converters;

/// <summary>A tuple class of more than seven items, which goes on in another one: in Python one tuple.</summary>
/// <param name="first">Converts the first seven.</param>
/// <param name="rest">Converts the others.</param>
internal sealed class LongTupleClassConverter<T1, T2, T3, T4, T5, T6, T7, TRest>(
    TupleConverter<T1, T2, T3, T4, T5, T6, T7> first, ItemsConverter<TRest> rest) : ItemsConverter<Tuple<T1, T2, T3, T4, T5, T6, T7, TRest>>
    where TRest : notnull
{
    public override int Count => first.Count + rest.Count;

    public override Tuple<T1, T2, T3, T4, T5, T6, T7, TRest> ReadItems(ref PickleValueReader reader, ref PickleItems items)
    {
        (T1 item1, T2 item2, T3 item3, T4 item4, T5 item5, T6 item6, T7 item7) = first.ReadItems(ref reader, ref items);
        return new(item1, item2, item3, item4, item5, item6, item7, rest.ReadItems(ref reader, ref items));
    }

    public override void WriteItems(PickleValueWriter writer, Tuple<T1, T2, T3, T4, T5, T6, T7, TRest> value, ref PickleItemBatch items)
    {
        first.WriteItems(writer, (value.Item1, value.Item2, value.Item3, value.Item4, value.Item5, value.Item6, value.Item7), ref items);
        rest.WriteItems(writer, value.Rest, ref items);
    }
}
