using System.Text;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Pickling.Cli.Show;

/// <summary>One line of output in the making: pieces of text with their styles, cut at a width.</summary>
internal sealed class StyledLine
{
    private const string Ellipsis = "…";

    private readonly List<(string Text, Style Style)> _pieces = [];

    /// <summary>Columns that the pieces fill.</summary>
    internal int Width { get; private set; }

    internal StyledLine Add(string text, Style style)
    {
        _pieces.Add((text, style));
        Width += Columns(text);
        return this;
    }

    /// <summary>Columns of a terminal that a text fills; East Asian characters and emoji fill two.</summary>
    internal static int Columns(string text) => Ascii.IsValid(text) ? text.Length : new Segment(text).CellCount();

    /// <summary>Writes the line; what does not fit into the width is cut and ends with an ellipsis.</summary>
    /// <param name="target">Where the text goes.</param>
    /// <param name="colors">Where its pieces go instead when there are colours; else null.</param>
    /// <param name="width">Columns at most.</param>
    internal void WriteTo(TextWriter target, IAnsiConsole? colors, int width)
    {
        var left = width;
        var mustCut = Width > width;
        foreach (var (text, style) in _pieces)
        {
            var columns = Columns(text);
            var fits = mustCut ? columns < left : columns <= left;
            Write(target, colors, fits ? text : Cut(text, left - 1) + Ellipsis, style);
            left -= columns;
            if (!fits)
                break;
        }

        target.Write('\n');
    }

    private static void Write(TextWriter target, IAnsiConsole? colors, string text, Style style)
    {
        if (colors is null)
            target.Write(text);
        else
            colors.Write(new Spectre.Console.Text(text, style));
    }

    private static string Cut(string text, int columns)
    {
        var end = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            columns -= rune.IsAscii ? 1 : Columns(rune.ToString());
            if (columns < 0)
                break;
            end += rune.Utf16SequenceLength;
        }

        return text[..end];
    }
}
