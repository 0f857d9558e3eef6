using System.Globalization;
using System.Text;

namespace Pickling.Model.Standard;

/// <summary>The call that makes a <c>decimal.Decimal</c>, whose argument is its text, and the <see cref="decimal"/> that holds the same.</summary>
internal static class DecimalForms
{
    private const int DigitsMax = 29;

    // Python writes an exponent when the first digit stands further right than this behind the point.
    private const int LeadingZerosMax = 5;

    // With no more digits than this behind the point no text has an exponent.
    private const int PlainScaleMax = 6;
    private const int PlainDigitsMax = 18;

    public static readonly PyGlobal Class = new("decimal", "Decimal");

    /// <summary><c>decimal.Decimal('12.50')</c>: the scale is kept.</summary>
    public static PyObject Of(decimal value) => new(Class, PyTuple.Create(Format(value)), PyConstruction.Reduce);

    /// <summary>The value of a call of <c>decimal.Decimal</c>; null when a <see cref="decimal"/> would be written as another text.</summary>
    public static object? Read(PyTuple arguments)
    {
        if (arguments.Count != 1 || !StandardText.TryReadName(arguments[0], out string? text) || text.Length is 0 or > DigitsMax + 4)
        {
            return null;
        }

        if (TryReadPlain(text, out decimal value))
        {
            return value;
        }

        return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out value)
            && Format(value) == text
                ? value
                : null;
    }

    /// <summary>The text as Python's <c>str(Decimal)</c> gives it: the General Decimal Arithmetic's to-scientific-string.</summary>
    public static string Format(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        int scale = (parts[3] >> 16) & 0xff;
        bool isNegative = parts[3] < 0;
        if (scale <= PlainScaleMax && (parts[0] | parts[1] | parts[2]) != 0)
        {
            // Here .NET writes the same.
            return value.ToString(CultureInfo.InvariantCulture);
        }

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

    // Most texts: digits that a long holds, at most one point among them, no exponent, no zero in front that Python would not
    // write. Zeros with a sign and the rest take the long way.
    private static bool TryReadPlain(string text, out decimal value)
    {
        value = 0;
        int start = text[0] == '-' ? 1 : 0;
        int digits = text.Length - start;
        if (digits is 0 or > PlainDigitsMax)
        {
            return false;
        }

        long coefficient = 0;
        int point = -1;
        for (int i = start; i < text.Length; i++)
        {
            uint digit = (uint)(text[i] - '0');
            if (digit <= 9)
            {
                coefficient = (coefficient * 10) + digit;
            }
            else if (text[i] == '.' && point < 0)
            {
                point = i;
            }
            else
            {
                return false;
            }
        }

        int scale = point < 0 ? 0 : text.Length - point - 1;
        int whole = (point < 0 ? text.Length : point) - start;
        bool isCanonical = whole > 0 && (point < 0 || scale > 0) && (text[start] != '0' || whole == 1) && scale <= PlainScaleMax && coefficient != 0;
        if (isCanonical)
        {
            value = new decimal((int)coefficient, (int)(coefficient >> 32), 0, start == 1, (byte)scale);
        }

        return isCanonical;
    }
}
