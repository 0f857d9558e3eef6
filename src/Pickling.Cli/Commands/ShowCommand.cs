using System.CommandLine;
using System.Globalization;
using Pickling.Cli.Input;
using Pickling.Cli.Show;

namespace Pickling.Cli.Commands;

/// <summary><c>pickle show</c>: the values of pickles as trees for a reader.</summary>
internal static class ShowCommand
{
    private const int WidthRedirected = 120;
    private const int WidthMin = 40;

    internal static Command Create(ToolConsole console)
    {
        var files = CommonArguments.Files();
        var depth = new Option<int>("--depth", "-d")
        {
            Description = "Levels below the root to show.",
            HelpName = "N",
            DefaultValueFactory = _ => 6,
        };
        var items = new Option<int>("--items", "-n")
        {
            Description = "Parts of each container to show.",
            HelpName = "N",
            DefaultValueFactory = _ => 20,
        };
        var width = new Option<int?>("--width", "-w")
        {
            Description = $"Columns of a line, {WidthMin} or more; default those of the terminal, else {WidthRedirected}.",
            HelpName = "N",
        };
        var encoding = CommonArguments.Encoding("bytestring");
        var command = new Command("show", "Show what pickles hold, as a tree with types, sizes and sharing marks.")
        {
            files, depth, items, width, encoding,
        };
        command.SetAction(parsed =>
        {
            var options = new TreeOptions(
                NotNegative(parsed.GetValue(depth), "--depth"),
                NotNegative(parsed.GetValue(items), "--items"),
                WidthOf(parsed.GetValue(width), console));
            return Run(console, parsed.GetValue(files)!, options, ToolOptions.Lenient(CommonArguments.ParseEncoding(parsed.GetValue(encoding)!)));
        });
        return command;
    }

    private static int WidthOf(int? asked, ToolConsole console)
    {
        if (asked is null)
            return Math.Clamp(console.Width ?? WidthRedirected, WidthMin, Terminal.WidthMax);
        return asked is >= WidthMin and <= Terminal.WidthMax
            ? asked.Value
            : throw new ToolException($"--width must be {WidthMin} to {Terminal.WidthMax}, not {asked}");
    }

    private static int Run(ToolConsole console, string[] paths, TreeOptions tree, PickleOptions options)
    {
        var colors = console.HasColors ? Terminal.Colors(console.Text) : null;
        var writer = new TreeWriter(console.Text, colors, tree);
        var isFirst = true;
        return EachFile.Run(console, paths, path =>
        {
            using var file = InputFile.Open(path, console);
            foreach (var pickle in PickleSource.Load(file, options))
            {
                if (!isFirst)
                    console.Text.Write('\n');
                isFirst = false;
                new StyledLine().Add(Heading(file, pickle), TreeStyles.Heading).WriteTo(console.Text, colors, tree.Width);
                writer.Write(pickle.Value);
            }
        });
    }

    private static string Heading(InputFile file, LoadedPickle pickle)
    {
        var name = file.Path == "-" ? "standard input" : PickleTool.OneLine(file.Path);
        var isOnly = pickle.Index == 0 && file.IsAtEnd;
        var place = isOnly ? "" : $", pickle {pickle.Index + 1} from byte {pickle.Start}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name}{place}: {pickle.Length} bytes, protocol {pickle.Protocol}");
    }

    private static int NotNegative(int value, string option) =>
        value >= 0 ? value : throw new ToolException($"{option} must be 0 or more, not {value}");
}
