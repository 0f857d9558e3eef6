using System.Diagnostics.CodeAnalysis;

namespace Pickling.Model.Standard;

/// <summary>
/// Whatever of the standard library reads as a text, as Python's str() writes it: numbers of any precision, paths, addresses,
/// UUIDs, time zones, patterns, subclasses of str and members of str enums.
/// </summary>
internal static class TextForm
{
    internal static bool TryRead(object? value, [NotNullWhen(true)] out string? text, ref string? problem)
    {
        if (DecimalForm.TryReadText(value, out text) || PathForm.TryRead(value, out text) || AddressForm.TryReadText(value, out text)
            || ZoneForm.TryKey(value, out text))
        {
            return true;
        }

        if (FractionForm.TryRead(value, out var numerator, out var denominator))
            text = FractionForm.Format(numerator, denominator);
        else if (UuidForm.TryRead(value, out Guid guid, ref problem))
            text = guid.ToString("D");
        else if (PatternForm.TryOpen(value, out object? pattern, out _))
            StandardText.TryRead(pattern, out text);
        else if (ScalarForm.TryBase(value, out object? inner) && inner is string or PyByteString)
            StandardText.TryRead(inner, out text);
        return text is not null;
    }
}
