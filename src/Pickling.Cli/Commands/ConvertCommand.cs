using System.CommandLine;
using Pickling.Cli.Input;
using Pickling.Cli.Output;

namespace Pickling.Cli.Commands;

/// <summary><c>pickle convert</c>: loads pickles and writes them again at another protocol.</summary>
internal static class ConvertCommand
{
    internal static Command Create(ToolConsole console)
    {
        var inputs = new Argument<string[]>("IN")
        {
            Description = "Files with pickles; - is standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        var protocol = CommonArguments.Protocol("the highest of the profile");
        var profile = CommonArguments.Profile($"{PickleOptions.Default.Profile}");
        var output = CommonArguments.Out();
        var folder = CommonArguments.OutFolder("IN");
        var encoding = CommonArguments.Encoding("bytestring");
        var command = new Command("convert", "Load pickles and write them again at another protocol, loss-free.")
        {
            inputs, protocol, profile, output, folder, encoding,
        };
        command.SetAction(parsed =>
        {
            var options = OptionsOf(parsed.GetValue(profile), parsed.GetValue(protocol), CommonArguments.ParseEncoding(parsed.GetValue(encoding)!));
            var paths = parsed.GetValue(inputs)!;
            switch (parsed.GetValue(output), parsed.GetValue(folder))
            {
                case (not null, not null):
                    throw new ToolException("--out and --out-dir exclude each other");
                case (_, { } directory):
                    ConvertInto(console, paths, directory, options);
                    break;
                default:
                    ResultFile.WriteBytes(console, parsed.GetValue(output), target => Convert(console, paths, target, options));
                    break;
            }

            return ExitCodes.Success;
        });
        return command;
    }

    private static PickleOptions OptionsOf(string? version, int? protocol, string encoding)
    {
        var profile = CommonArguments.ParseProfile(version) ?? PickleOptions.Default.Profile;
        CommonArguments.CheckProtocol(protocol ?? profile.HighestProtocol, profile);
        return ToolOptions.ForDump(ToolOptions.Lenient(encoding), protocol ?? profile.HighestProtocol) with { Profile = profile };
    }

    private static void ConvertInto(ToolConsole console, string[] paths, string directory, PickleOptions options)
    {
        CommonArguments.CheckOutFolder(paths, directory);
        foreach (var path in paths)
            ResultFile.Write(Path.Combine(directory, Path.GetFileName(path)), target => Convert(console, path, target, options));
    }

    private static void Convert(ToolConsole console, string[] paths, Stream target, PickleOptions options)
    {
        foreach (var path in paths)
            Convert(console, path, target, options);
    }

    private static void Convert(ToolConsole console, string path, Stream target, PickleOptions options)
    {
        using var file = InputFile.Open(path, console);
        foreach (var pickle in PickleSource.Load(file, options))
        {
            try
            {
                if (options is { Protocol: < 2, Extensions.Count: > 0 })
                    throw new PicklingException($"protocol {options.Protocol} has no extension codes, and the name behind code {options.Extensions.Keys.First()} is not known");
                Pickle.Dump(pickle.Value, target, options);
            }
            catch (PicklingException exception)
            {
                throw new ToolException($"{path}: {exception.Message}", ExitCodes.BadPickle, exception);
            }
        }
    }
}
