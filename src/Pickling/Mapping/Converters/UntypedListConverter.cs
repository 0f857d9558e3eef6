using System.Collections;

namespace Pickling.Mapping.Converters;

/// <summary>A list of anything, from before .NET had generic types.</summary>
/// <param name="create">Makes an empty one for a number of items; it must be a <typeparamref name="T"/>.</param>
internal sealed class UntypedListConverter<T>(Func<int, IList> create) : PickleConverter<T>
    where T : class, IEnumerable
{
    private readonly ObjectConverter _item = new();

    public override T Read(ref PickleValueReader reader)
    {
        PickleItems items = reader.BeginItems();
        IList list = create(items.Count);
        reader.Created(items, list);
        try
        {
            while (reader.NextItem(ref items))
            {
                list.Add(reader.Read(_item));
            }
        }
        catch (PickleException error) when (error.AddStep($"[{items.Index}]"))
        {
            throw;
        }

        return (T)(object)list;
    }

    public override void Write(PickleValueWriter writer, T value)
    {
        ICollection entries = value as ICollection ?? value.Cast<object?>().ToList();
        if (!writer.BeginList(value, entries.Count, out PickleItemBatch items))
        {
            return;
        }

        try
        {
            foreach (object? entry in entries)
            {
                writer.NextItem(ref items);
                writer.Write(_item, entry);
            }
        }
        catch (PicklingException error) when (error.AddStep($"[{items.Index}]"))
        {
            throw;
        }

        writer.EndItems(ref items);
    }
}
