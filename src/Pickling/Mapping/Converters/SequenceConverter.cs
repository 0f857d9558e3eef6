using Pickling.Model;

namespace Pickling.Mapping.Converters;

/// <summary>Any other collection: read into a list first, of which it is made.</summary>
/// <param name="item">Converts the items.</param>
/// <param name="form">What the collection is in Python.</param>
/// <param name="make">Makes the collection; what it refuses (an item that is there twice) is an <see cref="ArgumentException"/>.</param>
internal sealed class SequenceConverter<TCollection, T>(PickleConverter<T> item, SequenceForm form, Func<List<T>, TCollection> make)
    : PickleConverter<TCollection>
    where TCollection : IEnumerable<T>
{
    public override TCollection Read(ref PickleValueReader reader)
    {
        if (reader.TryNatural(out TCollection? natural))
        {
            return natural;
        }

        PickleValueReader start = reader;
        PickleItems items = reader.BeginItems();
        var list = new List<T>(items.Count);
        try
        {
            while (reader.NextItem(ref items))
            {
                list.Add(reader.Read(item)!);
            }
        }
        catch (PickleException error) when (error.AddStep($"[{items.Index}]"))
        {
            throw;
        }

        try
        {
            return make(list);
        }
        catch (ArgumentException error)
        {
            throw start.Error($"the items make no {TypeNames.Of(typeof(TCollection))}: {error.Message}");
        }
    }

    public override void Write(PickleValueWriter writer, TCollection value)
    {
        // What has no count, or might change it, is counted as it comes.
        IReadOnlyCollection<T> entries = value is IReadOnlyCollection<T> counted and not System.Collections.Concurrent.ConcurrentBag<T>
            ? counted
            : [.. value];
        object? identity = typeof(TCollection).IsValueType ? null : value;
        if (!Begin(writer, identity, entries.Count, out PickleItemBatch items))
        {
            return;
        }

        try
        {
            foreach (T entry in entries)
            {
                writer.NextItem(ref items);
                writer.Write(item, entry);
            }
        }
        catch (PicklingException error) when (error.AddStep($"[{items.Index}]"))
        {
            throw;
        }

        writer.EndItems(ref items);
    }

    private bool Begin(PickleValueWriter writer, object? identity, int count, out PickleItemBatch items) => form switch
    {
        SequenceForm.Set => writer.BeginSet(identity, count, out items),
        SequenceForm.FrozenSet => writer.BeginFrozenSet(identity, count, out items),
        SequenceForm.Tuple => writer.BeginTuple(identity, count, out items),
        _ => writer.BeginList(identity, count, out items),
    };
}
