using System.Diagnostics;
using System.Text;
using Pickling.Text;

namespace Pickling.Model;

/// <summary>
/// A Python str that no .NET string can hold: one in which a high and a low surrogate stand side by side as two
/// characters, where UTF-16 reads one.
/// </summary>
/// <remarks>
/// Python makes such strings of text cut and joined in the wrong places, as by JSON escapes decoded one by one. Every
/// other str, lone surrogates included, is a <see cref="string"/>. Equal to another of the same characters; as in
/// Python, not to the string that has the one character.
/// </remarks>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class PySurrogateString : IPyValue, IEquatable<PySurrogateString>
{
    // Indexes in _text of the low surrogates that do not belong to the high one before them; ascending, at least one.
    private readonly int[] _splits;

    internal PySurrogateString(string text, int[] splits)
    {
        Text = text;
        _splits = splits;
    }

    /// <summary>The nearest .NET string: the same code units, but read as fewer characters.</summary>
    public string Text { get; }

    /// <summary>The text cut between the surrogates that are two characters, so that each part means itself.</summary>
    internal IEnumerable<string> Parts
    {
        get
        {
            int start = 0;
            foreach (int split in _splits)
            {
                yield return Text[start..split];
                start = split;
            }

            yield return Text[start..];
        }
    }

    /// <summary>Makes the str of these bytes of UTF-8 with surrogates (Python's <c>surrogatepass</c>).</summary>
    /// <returns>A <see cref="string"/>; or a <see cref="PySurrogateString"/> where that cannot hold it.</returns>
    /// <exception cref="PickleException">The bytes are not such UTF-8.</exception>
    public static object FromUtf8(ReadOnlySpan<byte> utf8)
    {
        string text = SurrogateUtf8.Decode(utf8, out int[]? splits);
        return Of(text, splits);
    }

    /// <summary>The bytes of UTF-8 with surrogates, three for each.</summary>
    public byte[] ToUtf8()
    {
        byte[] utf8 = new byte[3 * Text.Length];
        int written = 0;
        foreach (string part in Parts)
            written += SurrogateUtf8.Encode(part, utf8.AsSpan(written));
        return utf8[..written];
    }

    /// <summary>Whether the characters are the same.</summary>
    public bool Equals(PySurrogateString? other) =>
        other is not null && Text == other.Text && _splits.AsSpan().SequenceEqual(other._splits);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PySurrogateString);

    /// <inheritdoc/>
    public override int GetHashCode() => PythonHash.String(Text);

    /// <summary>Python's repr, which escapes surrogates.</summary>
    public override string ToString()
    {
        var repr = new StringBuilder("'");
        foreach (string part in Parts)
        {
            string quoted = PythonRepr.Str(part);
            repr.Append(quoted[0] == '\'' ? quoted[1..^1] : quoted[1..^1].Replace("'", "\\'", StringComparison.Ordinal));
        }

        return repr.Append('\'').ToString();
    }

    internal static object Of(string text, int[]? splits) => splits is null ? text : new PySurrogateString(text, splits);
}
