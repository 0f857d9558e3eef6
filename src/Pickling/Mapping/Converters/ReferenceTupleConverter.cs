using System.Runtime.CompilerServices;

namespace Pickling.Mapping.Converters;

/// <summary>A <see cref="Tuple"/> of at most seven items, whose identity counts, by way of the value tuple with the same items.</summary>
internal sealed class ReferenceTupleConverter<T, TValue>(ItemsConverter<TValue> inner, Func<TValue, T> from, Func<T, TValue> to) : ItemsConverter<T>
    where T : class, ITuple
    where TValue : struct, ITuple
{
    public override int Count => inner.Count;

    public override T Read(ref PickleValueReader reader) => from(inner.Read(ref reader));

    public override T ReadItems(ref PickleValueReader reader, ref PickleItems items) => from(inner.ReadItems(ref reader, ref items));

    public override void WriteItems(PickleValueWriter writer, T value, ref PickleItemBatch items) => inner.WriteItems(writer, to(value), ref items);
}
