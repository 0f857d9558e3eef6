using System.CommandLine;
using System.Text;
using Pickling.Machine;

namespace Pickling.Cli.Commands;

/// <summary>Arguments and options that several commands have.</summary>
internal static class CommonArguments
{
    internal static Argument<string[]> Files() => new("FILE")
    {
        Description = "Files with pickles; - is standard input.",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Where all resulting pickles go.</summary>
    internal static Option<string?> Out() => new("--out", "-o")
    {
        Description = "File for all pickles, one after the other; - and the default is standard output.",
        HelpName = "FILE",
    };

    /// <summary>Where resulting text goes.</summary>
    internal static Option<string?> OutText(string name = "--out") => new(name, "-o")
    {
        Description = "File for the text; - and the default is standard output.",
        HelpName = "FILE",
    };

    /// <summary>Where each resulting file goes, under the name that it has.</summary>
    internal static Option<string?> OutFolder(string argument) => new("--out-dir")
    {
        Description = $"Folder for one file for each {argument}, named as it.",
        HelpName = "DIR",
    };

    /// <summary>Makes the folder, if each path has a name of its own in it.</summary>
    internal static void CheckOutFolder(string[] paths, string directory)
    {
        var duplicate = paths.GroupBy(Path.GetFileName, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (duplicate is not null)
            throw new ToolException($"two files would be written as {Path.Combine(directory, duplicate.Key!)}");
        if (paths.Contains("-"))
            throw new ToolException("standard input has no name for a file in --out-dir: use --out");
        Directory.CreateDirectory(directory);
    }

    internal static Option<int?> Protocol(string byDefault) => new("--protocol", "-p")
    {
        Description = $"Protocol to write, 0 to {PickleOptions.HighestProtocol}; default {byDefault}.",
        HelpName = "N",
    };

    internal static Option<string?> Profile(string byDefault) => new("--profile")
    {
        Description = $"CPython whose bytes to write, {VersionsOfProfiles}; default {byDefault}.",
        HelpName = "VERSION",
    };

    /// <summary>The profile of <c>--profile</c>; null when it is not there.</summary>
    internal static CPythonProfile? ParseProfile(string? version)
    {
        if (version is null)
            return null;
        return CPythonProfile.TryForVersion(version, out var profile)
            ? profile
            : throw new ToolException($"--profile must be a version of CPython from {VersionsOfProfiles}, not '{version}'");
    }

    /// <summary>The encoding, known to be one.</summary>
    internal static string ParseEncoding(string encoding)
    {
        try
        {
            // A load notices only when it meets a Python 2 string that is not ASCII.
            Pickle.Loads([(byte)'U', 1, 0xff, (byte)'.'], new PickleOptions { Encoding = encoding });
        }
        catch (PickleException exception) when (exception.InnerException is ArgumentException and not DecoderFallbackException)
        {
            throw new ToolException($"--encoding: there is no encoding '{encoding}'; bytestring, bytes, ASCII, latin1 and utf-8 are some");
        }
        catch (PickleException)
        {
            // The encoding is known and cannot decode the bytes.
        }

        return encoding;
    }

    internal static void CheckProtocol(int protocol, CPythonProfile profile)
    {
        var highest = profile.HighestProtocol;
        if (protocol >= 0 && protocol <= highest)
            return;
        var of = highest < PickleOptions.HighestProtocol ? $" for CPython {profile}" : "";
        throw new ToolException($"--protocol must be 0 to {highest}{of}, not {protocol}");
    }

    /// <summary>How Python 2 strings are read. Tools that show or rewrite a pickle keep them as they are.</summary>
    internal static Option<string> Encoding(string byDefault) => new("--encoding")
    {
        Description = "How Python 2 str values become text: bytestring keeps them as they are, bytes makes them bytes; or " +
            "ASCII, latin1, utf-8 ...",
        HelpName = "NAME",
        DefaultValueFactory = _ => byDefault,
    };

    private static string VersionsOfProfiles => $"{CPythonProfile.All[0].Versions[0]} to {CPythonProfile.All[^1].Versions[^1]}";
}
