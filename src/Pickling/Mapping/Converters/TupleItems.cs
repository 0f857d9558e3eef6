namespace Pickling.Mapping.Converters;

/// <summary>The items of a tuple, as many as the .NET type has.</summary>
internal static class TupleItems
{
    public static PickleItems Begin(in PickleValueReader reader, int count)
    {
        PickleItems items = reader.BeginItems();
        return items.Count == count
            ? items
            : throw reader.Error($"the {TapeNames.Of(reader.Current.Kind)} has {items.Count} items where {count} are expected");
    }
}
