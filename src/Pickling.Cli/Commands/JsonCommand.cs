using System.CommandLine;
using Pickling.Cli.Input;
using Pickling.Cli.Json;
using Pickling.Cli.Output;

namespace Pickling.Cli.Commands;

/// <summary><c>pickle json</c>: the values of pickles as JSON, one document for each.</summary>
internal static class JsonCommand
{
    internal static Command Create(ToolConsole console)
    {
        var files = CommonArguments.Files();
        var exact = new Option<bool>("--exact", "-x") { Description = "Tagged JSON that holds all that the pickle does." };
        var compact = new Option<bool>("--compact", "-c") { Description = "No line feeds and blanks: one line for each pickle." };
        var output = CommonArguments.OutText();
        var encoding = CommonArguments.Encoding("bytestring");
        var command = new Command("json", "Print what pickles hold as JSON, one document for each pickle.")
        {
            files, exact, compact, output, encoding,
        };
        command.SetAction(parsed =>
        {
            // The exact form keeps every identity that the pickle says.
            var name = CommonArguments.ParseEncoding(parsed.GetValue(encoding)!);
            var options = parsed.GetValue(exact) ? ToolOptions.Exact(name) : ToolOptions.Lenient(name);
            var paths = parsed.GetValue(files)!;
            if (parsed.GetValue(output) is not { } file || file == "-")
                return EachFile.Run(console, paths, WorkOf(console, console.Text, parsed.GetValue(exact), parsed.GetValue(compact), options));
            ResultFile.WriteText(file, target => Array.ForEach(paths, WorkOf(console, target, parsed.GetValue(exact), parsed.GetValue(compact), options)));
            return ExitCodes.Success;
        });
        return command;
    }

    private static Action<string> WorkOf(ToolConsole console, TextWriter target, bool isExact, bool isCompact, PickleOptions options)
    {
        var json = new JsonText(target, isCompact);
        var plain = new PlainJsonWriter(json);
        var exact = new ExactJsonWriter(json);
        return path =>
        {
            using var file = InputFile.Open(path, console);
            foreach (var pickle in PickleSource.Load(file, options))
            {
                if (isExact)
                    exact.Write(FormOf(pickle, file, options));
                else
                    WritePlain(plain, pickle.Value, path);
            }
        };
    }

    // Text of another encoding than the pickle's does not lead back to its bytes.
    private static ExactForm FormOf(LoadedPickle pickle, InputFile file, PickleOptions options) => options.Encoding == "bytestring"
        ? ExactForm.Of(pickle, file.Read(pickle.Start, pickle.Length), options)
        : new ExactForm(pickle.Value, pickle.Protocol);

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
