using System.Globalization;
using System.Text;
using Pickling.Wire;

namespace Pickling.Interop.Tests.Live;

/// <summary>Shows where two pickles part, opcode by opcode.</summary>
internal static class OpcodeDifference
{
    private const int Before = 8;
    private const int After = 5;
    private const int ListedMax = 40;
    private const int ArgumentMax = 60;

    /// <summary>The first opcode that differs, with the ones before it and what either side has after.</summary>
    public static string Of(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual)
    {
        List<string> left = Opcodes(expected);
        List<string> right = Opcodes(actual);
        int at = 0;

        // The length of a frame differs with anything in it.
        while (at < left.Count && at < right.Count && (left[at] == right[at] || IsFrame(left[at], right[at])))
        {
            at++;
        }

        if (at == left.Count && at == right.Count)
        {
            return "  only the lengths of frames differ";
        }

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"  opcode {at} differs; {left.Count} expected, {right.Count} written\n");
        foreach (string line in left.Take(at).TakeLast(Before))
        {
            text.Append("      ").AppendLine(line);
        }

        foreach (string line in left.Skip(at).Take(After))
        {
            text.Append("    - ").AppendLine(line);
        }

        foreach (string line in right.Skip(at).Take(After))
        {
            text.Append("    + ").AppendLine(line);
        }

        return text.ToString();
    }

    /// <summary>The opcodes of a pickle, as many as a message bears.</summary>
    public static string Listing(ReadOnlySpan<byte> pickle) =>
        string.Concat(Opcodes(pickle).Take(ListedMax).Select(line => $"      {line}\n"));

    private static bool IsFrame(string left, string right) =>
        left.StartsWith("FRAME", StringComparison.Ordinal) && right.StartsWith("FRAME", StringComparison.Ordinal);

    private static List<string> Opcodes(ReadOnlySpan<byte> pickle)
    {
        List<string> lines = [];
        var reader = new PickleReader(pickle);
        try
        {
            while (reader.Read())
            {
                string argument = reader.Argument.IsEmpty ? "" : " " + Say(reader.Argument);
                string second = reader.SecondArgument.IsEmpty ? "" : " " + Say(reader.SecondArgument);
                lines.Add(reader.Info.Name + argument + second);
            }
        }
        catch (PickleException error)
        {
            lines.Add("!" + error.Message);
        }

        return lines;
    }

    private static string Say(ReadOnlySpan<byte> argument)
    {
        ReadOnlySpan<byte> shown = argument[..Math.Min(argument.Length, ArgumentMax)];
        string text = shown.ContainsAnyExceptInRange((byte)0x20, (byte)0x7e) ? Convert.ToHexString(shown) : $"'{Encoding.ASCII.GetString(shown)}'";
        return shown.Length == argument.Length ? text : $"{text}... ({argument.Length} bytes)";
    }
}
