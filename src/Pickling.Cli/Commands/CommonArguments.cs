using System.CommandLine;

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

    /// <summary>How Python 2 strings are read. Tools that show or rewrite a pickle keep them as they are.</summary>
    internal static Option<string> Encoding(string byDefault) => new("--encoding")
    {
        Description = "How Python 2 str values become text: bytestring keeps them as they are, bytes makes them bytes; or " +
            "ASCII, latin1, utf-8 ...",
        HelpName = "NAME",
        DefaultValueFactory = _ => byDefault,
    };
}
