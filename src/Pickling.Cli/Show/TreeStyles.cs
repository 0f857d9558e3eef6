using Spectre.Console;

namespace Pickling.Cli.Show;

/// <summary>How the parts of a tree look on a terminal with colours.</summary>
internal static class TreeStyles
{
    internal static readonly Style Guide = new(Color.Grey);
    internal static readonly Style Key = new(Color.SteelBlue1);
    internal static readonly Style Type = new(Color.Green);
    internal static readonly Style Value = Style.Plain;
    internal static readonly Style Mark = new(Color.Magenta1);
    internal static readonly Style Heading = new(decoration: Decoration.Bold);
}
