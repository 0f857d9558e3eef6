using System.Diagnostics.CodeAnalysis;

namespace Pickling.Model.Standard;

/// <summary>What reads as a .NET tuple: tuples, named tuples, any short sequence; a range, slice or Fraction by its parts.</summary>
internal static class FieldsForms
{
    internal static bool TryRead(object? value, int count, [NotNullWhen(true)] out object?[]? fields, ref string? problem)
    {
        fields = null;
        if (count == 3 && RangeForms.TryReadRange(value, out var range))
            fields = [Boxed.Normalize(range.Start), Boxed.Normalize(range.Stop), Boxed.Normalize(range.Step)];
        else if (count == 3 && RangeForms.TryReadSlice(value, out var slice))
            fields = [slice.Start, slice.Stop, slice.Step];
        else if (count == 2 && FractionForms.TryRead(value, out var numerator, out var denominator))
            fields = [Boxed.Normalize(numerator), Boxed.Normalize(denominator)];
        if (fields is not null)
            return true;
        if (value is PySetBase || !SequenceForms.TryItems(value, out IReadOnlyCollection<object?>? items, ref problem))
            return false;
        if (items.Count == count)
            fields = [.. items];
        else
            problem = $"the {PythonTypeName.Of(value)} has {items.Count} items, not {count}";
        return fields is not null;
    }
}
