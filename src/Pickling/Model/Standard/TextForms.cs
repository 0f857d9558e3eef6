using System.Diagnostics.CodeAnalysis;

namespace Pickling.Model.Standard;

/// <summary>
/// Whatever of the standard library reads as a text, as Python's str() writes it: numbers of any precision, paths, addresses,
/// UUIDs, time zones, patterns, subclasses of str and members of str enums.
/// </summary>
internal static class TextForms
{
    internal static bool TryRead(object? value, [NotNullWhen(true)] out string? text, ref string? problem)
    {
        if (DecimalTexts.TryReadText(value, out text) || PathForms.TryRead(value, out text) || AddressForms.TryReadText(value, out text)
            || ZoneForms.TryKey(value, out text))
        {
            return true;
        }

        if (FractionForms.TryRead(value, out var numerator, out var denominator))
            text = FractionForms.Format(numerator, denominator);
        else if (UuidForms.TryRead(value, out Guid guid, ref problem))
            text = guid.ToString("D");
        else if (PatternForms.TryOpen(value, out object? pattern, out _))
            StandardText.TryRead(pattern, out text);
        else if (ScalarForms.TryBase(value, out object? inner) && inner is string or PyByteString)
            StandardText.TryRead(inner, out text);
        return text is not null;
    }
}
