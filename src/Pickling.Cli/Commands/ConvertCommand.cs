using System.CommandLine;
using Pickling.Cli.Input;
using Pickling.Cli.Output;
using Pickling.Machine;

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
        var protocol = new Option<int?>("--protocol", "-p")
        {
            Description = $"Protocol to write, 0 to {PickleOptions.HighestProtocol}; default the highest of the profile.",
            HelpName = "N",
        };
        var profile = new Option<string?>("--profile")
        {
            Description = $"CPython whose bytes to write, {VersionsOfProfiles}; default {PickleOptions.Default.Profile}.",
            HelpName = "VERSION",
        };
        var output = CommonArguments.Out();
        var folder = new Option<string?>("--out-dir")
        {
            Description = "Folder for one file for each IN, named as it.",
            HelpName = "DIR",
        };
        var encoding = CommonArguments.Encoding("bytestring");
        var command = new Command("convert", "Load pickles and write them again at another protocol, loss-free.")
        {
            inputs, protocol, profile, output, folder, encoding,
        };
        command.SetAction(parsed =>
        {
            var options = OptionsOf(parsed.GetValue(profile), parsed.GetValue(protocol)) with { Encoding = parsed.GetValue(encoding)! };
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

    private static string VersionsOfProfiles => $"{CPythonProfile.All[0].Versions[0]} to {CPythonProfile.All[^1].Versions[^1]}";

    private static PickleOptions OptionsOf(string? version, int? protocol)
    {
        var profile = PickleOptions.Default.Profile;
        if (version is not null && !CPythonProfile.TryForVersion(version, out profile))
            throw new ToolException($"--profile must be a version of CPython from {VersionsOfProfiles}, not '{version}'");
        var highest = profile.HighestProtocol;
        if (protocol < 0 || protocol > highest)
        {
            var of = highest < PickleOptions.HighestProtocol ? $" for CPython {profile}" : "";
            throw new ToolException($"--protocol must be 0 to {highest}{of}, not {protocol}");
        }

        return new PickleOptions { Profile = profile, Protocol = protocol ?? highest };
    }

    private static void ConvertInto(ToolConsole console, string[] paths, string directory, PickleOptions options)
    {
        var duplicate = paths.GroupBy(Path.GetFileName, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (duplicate is not null)
            throw new ToolException($"two files would be written as {Path.Combine(directory, duplicate.Key!)}");
        if (paths.Contains("-"))
            throw new ToolException("standard input has no name for a file in --out-dir: use --out");
        Directory.CreateDirectory(directory);
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
                Pickle.Dump(pickle.Value, target, options);
            }
            catch (PicklingException exception)
            {
                throw new ToolException($"{path}: {exception.Message}", ExitCodes.BadPickle, exception);
            }
        }
    }
}
