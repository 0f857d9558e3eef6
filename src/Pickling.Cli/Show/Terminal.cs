using Spectre.Console;

namespace Pickling.Cli.Show;

/// <summary>How pieces of text with styles get to a terminal.</summary>
internal static class Terminal
{
    /// <summary>The most columns that a line may have.</summary>
    internal const int WidthMax = 10_000;

    /// <summary>Something that writes styles as escape sequences, whatever the target is.</summary>
    internal static IAnsiConsole Colors(TextWriter target)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(target),
        });

        // Lines are cut before they come here; nothing may wrap them.
        console.Profile.Width = WidthMax * 2;
        return console;
    }
}
