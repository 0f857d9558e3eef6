using System.Globalization;
using Pickling.Cli.Show;
using Pickling.Model;
using Spectre.Console;

namespace Pickling.Cli.Diff;

/// <summary>Prints differences, one a line, and counts those that are too many to print.</summary>
internal sealed class DiffWriter
{
    private const int ContentCharsMax = 80;
    private const int WidthUnlimited = int.MaxValue;

    // Texts of which more is the same than is printed.
    private const int TextCharsShown = 30;

    private static readonly Style RemovedStyle = new(Color.Red);
    private static readonly Style AddedStyle = new(Color.Green);
    private static readonly Style ChangedStyle = new(Color.Yellow);

    private readonly ToolConsole _console;
    private readonly IAnsiConsole? _colors;
    private readonly long _max;
    private readonly bool _orderMatters;
    private long _count;
    private bool _hasHeading;

    internal DiffWriter(ToolConsole console, int max, bool orderMatters)
    {
        _console = console;
        _colors = console.HasColors ? Terminal.Colors(console.Text) : null;
        _max = max;
        _orderMatters = orderMatters;
    }

    /// <summary>What the two files are called.</summary>
    internal (string A, string B) Names { get; set; }

    /// <summary>Whether anything was told that counts.</summary>
    internal bool IsDifferent { get; private set; }

    internal void Tell(Difference difference)
    {
        IsDifferent |= _orderMatters || difference.Kind != DifferenceKind.Reordered;
        if (_count++ >= _max)
            return;
        Heading();
        var (sign, style) = difference.Kind switch
        {
            DifferenceKind.Removed => ("- ", RemovedStyle),
            DifferenceKind.Added => ("+ ", AddedStyle),
            DifferenceKind.Changed => ("~ ", ChangedStyle),
            _ => ("= ", TreeStyles.Guide),
        };
        Line(new StyledLine().Add(sign, style).Add(difference.Path + ": ", TreeStyles.Key).Add(Text(difference), style));
    }

    /// <summary>Says how many there are beyond those that were printed.</summary>
    internal void End()
    {
        if (_count <= _max)
            return;
        Heading();
        var more = _max == 0 ? "" : " more";
        var noun = _count - _max == 1 ? "difference" : "differences";
        Line(new StyledLine().Add(string.Create(CultureInfo.InvariantCulture, $"… {_count - _max}{more} {noun}"), TreeStyles.Guide));
    }

    private void Heading()
    {
        if (_hasHeading)
            return;
        _hasHeading = true;
        Line(new StyledLine().Add("--- " + Name(Names.A), TreeStyles.Heading));
        Line(new StyledLine().Add("+++ " + Name(Names.B), TreeStyles.Heading));
    }

    private void Line(StyledLine line) => line.WriteTo(_console.Text, _colors, _console.Width ?? WidthUnlimited);

    private static string Name(string path) => path == "-" ? "standard input" : PickleTool.OneLine(path);

    private static string Text(Difference difference) => difference.Kind switch
    {
        DifferenceKind.Removed => ValueText.Short(difference.Before, ContentCharsMax),
        DifferenceKind.Added => ValueText.Short(difference.After, ContentCharsMax),
        DifferenceKind.Changed => $"{ValueText.Short(difference.Before, ContentCharsMax)} -> " +
            $"{ValueText.Short(difference.After, ContentCharsMax)}{FirstDifference(difference.Before, difference.After)}",
        _ => "the same keys in another order",
    };

    private static string FirstDifference(object? a, object? b)
    {
        var index = (a, b) switch
        {
            (string x, string y) => x.AsSpan().CommonPrefixLength(y),
            (byte[] x, byte[] y) => x.AsSpan().CommonPrefixLength(y),
            (PyByteArray x, PyByteArray y) => x.AsSpan().CommonPrefixLength(y.AsSpan()),
            (PyByteString x, PyByteString y) => x.AsSpan().CommonPrefixLength(y.AsSpan()),
            _ => 0,
        };
        return index > TextCharsShown ? string.Create(CultureInfo.InvariantCulture, $" (from index {index} on)") : "";
    }
}
