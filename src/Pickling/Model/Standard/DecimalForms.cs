using System.Globalization;
using System.Text;

namespace Pickling.Model.Standard;

/// <summary>The call that makes a <c>decimal.Decimal</c>, whose argument is its text, and the <see cref="decimal"/> that holds the same.</summary>
internal static class DecimalForms
{
    private const int DigitsMax = 29;

    // Python writes an exponent when the first digit stands further right than this behind the point.
    private const int LeadingZerosMax = 5;

    public static readonly PyGlobal Class = new("decimal", "Decimal");

    /// <summary><c>decimal.Decimal('12.50')</c>: the scale is kept.</summary>
    public static PyObject Of(decimal value) => new(Class, PyTuple.Create(Format(value)), PyConstruction.Reduce);

    /// <summary>The value of a call of <c>decimal.Decimal</c>; null when a <see cref="decimal"/> would be written as another text.</summary>
    public static object? Read(PyTuple arguments) => arguments.Count == 1 && StandardText.TryReadName(arguments[0], out string? text)
        && text.Length is > 0 and <= DigitsMax + 4
        && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out decimal value)
        && Format(value) == text
            ? value
            : null;

    /// <summary>The text as Python's <c>str(Decimal)</c> gives it: the General Decimal Arithmetic's to-scientific-string.</summary>
    public static string Format(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        int scale = (parts[3] >> 16) & 0xff;
        bool isNegative = parts[3] < 0;
        string digits = new UInt128((uint)parts[2], ((ulong)(uint)parts[1] << 32) | (uint)parts[0]).ToString(CultureInfo.InvariantCulture);
        var text = new StringBuilder(DigitsMax + 8);
        if (isNegative)
            text.Append('-');

        int whole = digits.Length - scale;
        if (whole > 0)
        {
            text.Append(digits, 0, whole);
            if (scale > 0)
                text.Append('.').Append(digits, whole, scale);
        }
        else if (whole > -LeadingZerosMax - 1)
        {
            text.Append("0.").Append('0', -whole).Append(digits);
        }
        else
        {
            text.Append(digits[0]);
            if (digits.Length > 1)
                text.Append('.').Append(digits, 1, digits.Length - 1);
            text.Append(CultureInfo.InvariantCulture, $"E-{1 - whole}");
        }

        return text.ToString();
    }
}
