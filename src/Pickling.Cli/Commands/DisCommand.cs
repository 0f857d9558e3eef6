using System.CommandLine;
using System.Text;
using Pickling.Cli.Input;
using Pickling.Cli.Output;
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
        var output = CommonArguments.OutText("--output");
        var preamble = new Option<string>("--preamble", "-p")
        {
            Description = "Line before each of several files; {name} stands for the file, {{ and }} for braces.",
            HelpName = "TEXT",
            DefaultValueFactory = _ => "==> {name} <==",
        };
        var command = new Command("dis", "Disassemble: one opcode a line, the text of CPython 3.13's pickletools.")
        {
            files, output, memo, indent, annotate, preamble, first,
        };
        command.SetAction(parsed =>
        {
            var options = new PickleDisassemblerOptions
            {
                AnnotationColumn = parsed.GetValue(annotate) ? AnnotationColumn : 0,
                IndentLevel = Math.Min(parsed.GetValue(indent), 1_000),
                KeepMemo = parsed.GetValue(memo),
            };
            var paths = parsed.GetValue(files)!;
            string?[] preambles = paths.Length == 1
                ? [null]
                : [.. paths.Select(path => FormatPreamble(parsed.GetValue(preamble)!, path == "-" ? "<stdin>" : path))];
            void Run(TextWriter target) => Disassemble(console, paths.Zip(preambles), target, options, parsed.GetValue(first));
            if (parsed.GetValue(output) is { } file and not "-")
                WriteFile(file, Run);
            else
                Run(console.Text);
            return ExitCodes.Success;
        });
        return command;
    }

    // Python's str.format, as far as a template for one name needs it.
    private static string FormatPreamble(string template, string name)
    {
        var text = new StringBuilder();
        for (var rest = template.AsSpan(); !rest.IsEmpty;)
        {
            var braces = rest.IndexOfAny('{', '}');
            text.Append(braces < 0 ? rest : rest[..braces]);
            if (braces < 0)
                break;
            rest = rest[braces..];
            var token = rest.StartsWith("{name}") ? "{name}" : rest.StartsWith("{{") ? "{{" : rest.StartsWith("}}") ? "}}" : null;
            if (token is null)
                throw new ToolException($"--preamble knows {{name}}, {{{{ and }}}}, not {rest}");
            text.Append(token == "{name}" ? name : token[..1]);
            rest = rest[token.Length..];
        }

        return text.ToString();
    }

    // The text of a broken pickle up to where it breaks is a result too, as with pickletools.
    private static void WriteFile(string path, Action<TextWriter> write) =>
        ResultFile.WriteText(path, write, keepOnFailure: exception => exception.ExitCode == ExitCodes.BadPickle);

    private static void Disassemble(
        ToolConsole console,
        IEnumerable<(string Path, string? Preamble)> files,
        TextWriter target,
        PickleDisassemblerOptions options,
        bool onlyFirst)
    {
        var disassembler = new PickleDisassembler(target, options);
        foreach (var (path, preamble) in files)
        {
            // Like pickletools, before it is known whether there is such a file.
            if (preamble is not null)
                target.Write($"{preamble}\n");
            using var file = InputFile.Open(path, console);
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
                throw file.Broken(exception.Message, exception);
            }
        }
    }
}
