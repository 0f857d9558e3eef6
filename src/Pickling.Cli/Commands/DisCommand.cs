using System.CommandLine;
using Pickling.Cli.Input;
using Pickling.Tools;

namespace Pickling.Cli.Commands;

/// <summary><c>pickle dis</c>: the opcodes of a pickle, as <c>python -m pickletools</c> prints them.</summary>
internal static class DisCommand
{
    // python -m pickletools -a
    private const int AnnotationColumn = 30;

    internal static Command Create(ToolConsole console)
    {
        var files = CommonArguments.Files();
        var annotate = new Option<bool>("--annotate", "-a") { Description = "Describe each opcode at the end of its line." };
        var indent = new Option<int>("--indentlevel", "-l")
        {
            Description = "Blanks by which each open MARK indents.",
            HelpName = "N",
            DefaultValueFactory = _ => 4,
        };
        var memo = new Option<bool>("--memo", "-m")
        {
            Description = "Keep the memo from pickle to pickle, for pickles that one Pickler wrote.",
        };
        var first = new Option<bool>("--first") { Description = "Stop after the first pickle of each file, as pickletools does." };
        var command = new Command("dis", "Disassemble: one opcode a line, the text of CPython 3.13's pickletools.")
        {
            files, annotate, indent, memo, first,
        };
        command.SetAction(parsed =>
        {
            var options = new PickleDisassemblerOptions
            {
                AnnotationColumn = parsed.GetValue(annotate) ? AnnotationColumn : 0,
                IndentLevel = Math.Min(parsed.GetValue(indent), 1_000),
                KeepMemo = parsed.GetValue(memo),
            };
            Run(console, parsed.GetValue(files)!, options, parsed.GetValue(first));
            return ExitCodes.Success;
        });
        return command;
    }

    private static void Run(ToolConsole console, string[] paths, PickleDisassemblerOptions options, bool onlyFirst)
    {
        var disassembler = new PickleDisassembler(console.Text, options);
        foreach (var path in paths)
        {
            using var file = InputFile.Open(path, console);
            if (paths.Length > 1)
                console.Text.Write($"==> {(path == "-" ? "<stdin>" : path)} <==\n");
            var source = file.ReadAllBytes();
            try
            {
                var position = 0;
                do
                    position = disassembler.Write(source.Span, position);
                while (position < source.Length && !onlyFirst);
            }
            catch (PickleException exception)
            {
                throw new ToolException($"{path}: {exception.Message}", ExitCodes.BadPickle, exception);
            }
        }
    }
}
