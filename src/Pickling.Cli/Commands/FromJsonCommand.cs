using System.CommandLine;
using Pickling.Cli.Input;
using Pickling.Cli.Json;
using Pickling.Cli.Output;
using Pickling.Machine;

namespace Pickling.Cli.Commands;

/// <summary><c>pickle from-json</c>: makes pickles of what <c>pickle json --exact</c> wrote.</summary>
internal static class FromJsonCommand
{
    internal static Command Create(ToolConsole console)
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Files with exact JSON; - is standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        var protocol = CommonArguments.Protocol("that of the document");
        var profile = CommonArguments.Profile("that of the document");
        var output = CommonArguments.Out();
        var command = new Command("from-json", "Make pickles of what pickle json --exact wrote, byte for byte.")
        {
            files, protocol, profile, output,
        };
        command.SetAction(parsed =>
        {
            var wanted = new Wanted(parsed.GetValue(protocol), CommonArguments.ParseProfile(parsed.GetValue(profile)));
            if (wanted.Protocol is { } number)
                CommonArguments.CheckProtocol(number, wanted.Profile ?? ExactForm.Newest);
            ResultFile.WriteBytes(console, parsed.GetValue(output), target =>
            {
                foreach (var path in parsed.GetValue(files)!)
                    Make(console, path, target, wanted);
            });
            return ExitCodes.Success;
        });
        return command;
    }

    private static void Make(ToolConsole console, string path, Stream target, Wanted wanted)
    {
        using var file = InputFile.Open(path, console);
        var parser = new JsonParser(file.ReadAllBytes());
        try
        {
            do
                target.Write(Bytes(parser.Read(), wanted));
            while (!parser.IsAtEnd);
        }
        catch (Exception exception) when (exception is ToolException { ExitCode: ExitCodes.BadPickle } or PicklingException)
        {
            throw new ToolException($"{path}: {exception.Message}", ExitCodes.BadPickle, exception);
        }
    }

    private static byte[] Bytes(JsonItem document, Wanted wanted)
    {
        var options = ToolOptions.Exact("bytestring");
        var form = ExactJsonReader.Read(document, options);
        var bytes = form.Original is { } original && IsValueOf(original, form, options) ? original : form.Dump(options);
        if (wanted is { Protocol: null, Profile: null })
            return bytes;

        // Other bytes are those that `pickle convert` makes of it.
        var profile = wanted.Profile ?? (wanted.Protocol > form.Profile.HighestProtocol ? ExactForm.Newest : form.Profile);
        var protocol = wanted.Protocol ?? Math.Min(form.Protocol, profile.HighestProtocol);
        var lenient = ToolOptions.Lenient("bytestring");
        return Pickle.Dumps(
            Pickle.Loads(bytes, lenient with { FixImports = form.FixImports }),
            ToolOptions.ForDump(lenient, protocol) with { Profile = profile, FixImports = form.FixImports });
    }

    // The bytes are the pickle only as long as nobody has changed the value beside them.
    private static bool IsValueOf(byte[] original, ExactForm form, PickleOptions options)
    {
        try
        {
            return ExactJsonWriter.TextOf(Pickle.Loads(original, options)) == ExactJsonWriter.TextOf(form.Value);
        }
        catch (PickleException)
        {
            return false;
        }
    }

    // What the command line asks for; null is what the document says.
    private sealed record Wanted(int? Protocol, CPythonProfile? Profile);
}
