namespace Pickling.Tests.Corpus;

/// <summary>Shows where two byte strings or texts part, with a little around it.</summary>
public static class Difference
{
    private const int Around = 24;

    /// <summary>The place, and both sides of it.</summary>
    public static string Of(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        int at = expected.CommonPrefixLength(actual);
        int from = Math.Max(0, at - Around);
        return $"at {at} of {expected.Length}: after {Convert.ToHexString(expected[from..at])} expected {Hexadecimal(expected[at..])}, was {Hexadecimal(actual[at..])}";
    }

    /// <summary>The place, and both sides of it.</summary>
    public static string Of(string expected, string actual)
    {
        int at = expected.AsSpan().CommonPrefixLength(actual);
        int from = Math.Max(0, at - 4 * Around);
        return $"at {at} of {expected.Length}: after {expected[from..at]}\n  expected {Shortened(expected[at..], 200)}\n  was      {Shortened(actual[at..], 200)}";
    }

    /// <summary>Bytes as a failure shows them.</summary>
    public static string Hexadecimal(ReadOnlySpan<byte> bytes, int lengthMax = 2 * Around) =>
        bytes.Length <= lengthMax ? Convert.ToHexString(bytes) : Convert.ToHexString(bytes[..lengthMax]) + "...";

    private static string Shortened(string text, int lengthMax) => text.Length <= lengthMax ? text : text[..lengthMax] + "...";
}
