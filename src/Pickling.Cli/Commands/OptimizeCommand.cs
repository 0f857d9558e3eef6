using System.CommandLine;
using Pickling.Cli.Input;
using Pickling.Cli.Output;
using Pickling.Tools;

namespace Pickling.Cli.Commands;

/// <summary><c>pickle optimize</c>: the same pickles without what is stored into the memo and never fetched.</summary>
internal static class OptimizeCommand
{
    internal static Command Create(ToolConsole console)
    {
        var files = CommonArguments.Files();
        var output = CommonArguments.Out();
        var command = new Command("optimize", "Make pickles smaller without loading them, as pickletools.optimize does.") { files, output };
        command.SetAction(parsed =>
        {
            ResultFile.WriteBytes(console, parsed.GetValue(output), target =>
            {
                foreach (var path in parsed.GetValue(files)!)
                    Optimize(console, path, target);
            });
            return ExitCodes.Success;
        });
        return command;
    }

    private static void Optimize(ToolConsole console, string path, Stream target)
    {
        using var file = InputFile.Open(path, console);
        var source = file.ReadAllBytes().Span;
        var start = 0;
        var index = 0;
        do
        {
            try
            {
                target.Write(PickleOptimizer.Optimize(source[start..], out var length));
                start += length;
                index++;
            }
            catch (Exception exception) when (exception is PickleException or PicklingException)
            {
                throw file.Broken(PickleSource.Place(index, start) + exception.Message, exception);
            }
        }
        while (start < source.Length);
    }
}
