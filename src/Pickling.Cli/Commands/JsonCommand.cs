using System.CommandLine;
using Pickling.Cli.Input;
using Pickling.Cli.Json;

namespace Pickling.Cli.Commands;

/// <summary><c>pickle json</c>: the values of pickles as JSON, one document for each.</summary>
internal static class JsonCommand
{
    internal static Command Create(ToolConsole console)
    {
        var files = CommonArguments.Files();
        var exact = new Option<bool>("--exact", "-x") { Description = "Tagged JSON that holds all that the pickle does." };
        var compact = new Option<bool>("--compact", "-c") { Description = "No line feeds and blanks: one line for each pickle." };
        var encoding = CommonArguments.Encoding("bytestring");
        var command = new Command("json", "Print what pickles hold as JSON, one document for each pickle.")
        {
            files, exact, compact, encoding,
        };
        command.SetAction(parsed =>
        {
            var options = new PickleOptions
            {
                Encoding = parsed.GetValue(encoding)!,
                // The exact form keeps every identity that the pickle says.
                ConvertStandardLibrary = !parsed.GetValue(exact),
            };
            Run(console, parsed.GetValue(files)!, parsed.GetValue(exact), parsed.GetValue(compact), options);
            return ExitCodes.Success;
        });
        return command;
    }

    private static void Run(ToolConsole console, string[] paths, bool isExact, bool isCompact, PickleOptions options)
    {
        var json = new JsonText(console.Text, isCompact);
        var plain = new PlainJsonWriter(json);
        var exact = new ExactJsonWriter(json);
        foreach (var path in paths)
        {
            using var file = InputFile.Open(path, console);
            foreach (var pickle in PickleSource.Load(file, options))
            {
                if (isExact)
                    exact.Write(pickle.Value, pickle.Protocol);
                else
                    WritePlain(plain, pickle.Value, path);
            }
        }
    }

    private static void WritePlain(PlainJsonWriter plain, object? value, string path)
    {
        try
        {
            plain.Write(value);
        }
        catch (ToolException exception)
        {
            throw new ToolException($"{path}: {exception.Message}", exception.ExitCode, exception);
        }
    }
}
