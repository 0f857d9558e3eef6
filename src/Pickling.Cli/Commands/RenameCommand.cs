using System.CommandLine;
using System.Globalization;
using Pickling.Cli.Input;
using Pickling.Cli.Output;
using Pickling.Tools;

namespace Pickling.Cli.Commands;

/// <summary><c>pickle rename</c>: other names for modules, classes and strings, without loading anything.</summary>
internal static class RenameCommand
{
    internal static Command Create(ToolConsole console)
    {
        var files = CommonArguments.Files();
        var modules = Rule("--module", "A module, with all modules in it, gets another name.");
        var classes = Rule("--class", "A class or function gets another name: old.mod.Name=new.mod.Name, or new.mod:Outer.Inner.");
        var strings = Rule("--string", "A text that is data, such as an attribute's name, becomes another.");
        var memo = new Option<bool>("--memo", "-m") { Description = "The memo goes on from pickle to pickle, for pickles that one Pickler wrote." };
        var inPlace = new Option<bool>("--in-place", "-i") { Description = "Change the files themselves; those without such names stay untouched." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only print what would change." };
        var output = CommonArguments.Out();
        var folder = CommonArguments.OutFolder("FILE");
        var command = new Command("rename", "Rename modules, classes and strings in pickles without loading them.")
        {
            files, modules, classes, strings, inPlace, output, folder, dryRun, memo,
        };
        command.SetAction(parsed =>
        {
            var rules = new RenameRules(parsed.GetValue(modules)!, parsed.GetValue(classes)!, parsed.GetValue(strings)!);
            var rewriter = new PickleRewriter
            {
                MapGlobal = rules.HasGlobals ? rules.MapGlobal : null,
                MapString = rules.HasStrings ? rules.MapString : null,
                KeepMemo = parsed.GetValue(memo),
            };
            var paths = parsed.GetValue(files)!;
            var ways = (parsed.GetValue(inPlace) ? 1 : 0) + (parsed.GetValue(output) is null ? 0 : 1) +
                (parsed.GetValue(folder) is null ? 0 : 1) + (parsed.GetValue(dryRun) ? 1 : 0);
            if (ways > 1)
                throw new ToolException("--in-place, --out, --out-dir and --dry-run exclude each other");
            if (parsed.GetValue(dryRun))
                return EachFile.Run(console, paths, path => Print(console, path, Rewrite(console, path, rewriter, out _)));
            if (parsed.GetValue(inPlace))
                return RenameInPlace(console, paths, rewriter);
            if (parsed.GetValue(folder) is { } directory)
                return RenameInto(console, paths, directory, rewriter);
            RenameAll(console, paths, parsed.GetValue(output), rewriter);
            return ExitCodes.Success;
        });
        return command;
    }

    private static Option<string[]> Rule(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "OLD=NEW",
        DefaultValueFactory = _ => [],
    };

    private static int RenameInPlace(ToolConsole console, string[] paths, PickleRewriter rewriter)
    {
        if (paths.Contains("-"))
            throw new ToolException("standard input cannot be changed in place: use --out");
        return EachFile.Run(console, paths, path =>
        {
            var report = Rewrite(console, path, rewriter, out var bytes);
            if (report.IsChanged)
                ResultFile.Write(path, target => target.Write(bytes));
            Print(console, path, report);
        });
    }

    private static int RenameInto(ToolConsole console, string[] paths, string directory, PickleRewriter rewriter)
    {
        CommonArguments.CheckOutFolder(paths, directory);
        return EachFile.Run(console, paths, path =>
        {
            var report = Rewrite(console, path, rewriter, out var bytes);
            ResultFile.Write(Path.Combine(directory, Path.GetFileName(path)), target => target.Write(bytes));
            Print(console, path, report);
        });
    }

    private static void RenameAll(ToolConsole console, string[] paths, string? output, PickleRewriter rewriter)
    {
        var reports = new List<(string Path, PickleRewriteReport Report)>();
        ResultFile.WriteBytes(console, output, target =>
        {
            foreach (var path in paths)
            {
                reports.Add((path, Rewrite(console, path, rewriter, out var bytes)));
                target.Write(bytes);
            }
        });

        // Standard output is the pickles' unless they have a file.
        if (output is null or "-")
            return;
        foreach (var (path, report) in reports)
            Print(console, path, report);
    }

    private static PickleRewriteReport Rewrite(ToolConsole console, string path, PickleRewriter rewriter, out byte[] bytes)
    {
        using var file = InputFile.Open(path, console);
        try
        {
            bytes = rewriter.Rewrite(file.ReadAllBytes().Span, out var report);
            return report;
        }
        catch (Exception exception) when (exception is PickleException or PicklingException)
        {
            throw file.Broken(exception.Message, exception);
        }
    }

    private static void Print(ToolConsole console, string path, PickleRewriteReport report)
    {
        var name = PickleTool.OneLine(path);
        if (!report.IsChanged)
            console.Text.Write($"{name}: nothing to rename\n");
        foreach (var rename in report.Renames)
        {
            var (from, to) = rename.IsGlobal ? (rename.From, rename.To) : (Text.PythonRepr.Str(rename.From), Text.PythonRepr.Str(rename.To));
            var times = rename.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", {rename.Count} times");
            console.Text.Write($"{name}: {PickleTool.OneLine(from)} -> {PickleTool.OneLine(to)}{times}\n");
        }
    }
}
