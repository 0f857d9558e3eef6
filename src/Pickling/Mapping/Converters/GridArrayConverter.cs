using Pickling.Model;

namespace Pickling.Mapping.Converters;

/// <summary>An array of several dimensions, as lists in lists.</summary>
/// <typeparam name="TArray">The array.</typeparam>
/// <typeparam name="T">Its items.</typeparam>
internal sealed class GridArrayConverter<TArray, T>(PickleConverter<T> item) : PickleConverter<TArray>
    where TArray : class
{
    private static readonly int Rank = typeof(TArray).GetArrayRank();

    public override TArray Read(ref PickleValueReader reader)
    {
        PickleValueReader start = reader;
        int[] lengths = new int[Rank];
        Measure(reader, lengths);
        int[] indexes = new int[Rank];
        Array array = Array.CreateInstanceFromArrayType(typeof(TArray), lengths);
        Fill(ref reader, array, indexes, 0);
        return array as TArray ?? throw start.Mismatch(TypeNames.Of(typeof(TArray)));
    }

    public override void Write(PickleValueWriter writer, TArray value) => Write(writer, (Array)(object)value, new int[Rank], 0);

    // The lengths of the first list of each dimension; the others must have the same.
    private static void Measure(PickleValueReader reader, int[] lengths)
    {
        long total = 1;
        for (int dimension = 0; dimension < lengths.Length; dimension++)
        {
            PickleItems items = reader.BeginItems();
            lengths[dimension] = items.Count;
            total *= Math.Max(1, items.Count);
            if (total > Array.MaxLength)
            {
                throw reader.Error("the lists make more items than an array can hold");
            }

            if (dimension + 1 < lengths.Length && !reader.NextItem(ref items))
            {
                return;
            }
        }
    }

    private void Fill(ref PickleValueReader reader, Array array, int[] indexes, int dimension)
    {
        PickleItems items = reader.BeginItems();
        if (items.Count != array.GetLength(dimension))
        {
            throw reader.Error($"the lists of a dimension have {array.GetLength(dimension)} items and {items.Count}; an array needs as many in each");
        }

        while (reader.NextItem(ref items))
        {
            indexes[dimension] = items.Index;
            if (dimension + 1 < Rank)
            {
                Fill(ref reader, array, indexes, dimension + 1);
            }
            else
            {
                array.SetValue(reader.Read(item), indexes);
            }
        }
    }

    private void Write(PickleValueWriter writer, Array array, int[] indexes, int dimension)
    {
        if (!writer.BeginList(dimension == 0 ? array : null, array.GetLength(dimension), out PickleItemBatch items))
        {
            return;
        }

        for (int i = 0; i < array.GetLength(dimension); i++)
        {
            writer.NextItem(ref items);
            indexes[dimension] = array.GetLowerBound(dimension) + i;
            if (dimension + 1 < Rank)
            {
                Write(writer, array, indexes, dimension + 1);
            }
            else
            {
                writer.Write(item, (T?)array.GetValue(indexes));
            }
        }

        writer.EndItems(ref items);
    }
}
