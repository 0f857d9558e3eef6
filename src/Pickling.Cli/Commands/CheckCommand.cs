using System.CommandLine;
using System.Globalization;
using System.IO.Enumeration;
using Pickling.Cli.Input;

namespace Pickling.Cli.Commands;

/// <summary><c>pickle check</c>: whether files load under the default limits, one line for each.</summary>
internal static class CheckCommand
{
    internal static Command Create(ToolConsole console)
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Files or folders; a folder is every file below it; - is standard input.",
            Arity = ArgumentArity.OneOrMore,
        };
        var encoding = CommonArguments.Encoding(PickleOptions.Default.Encoding);
        var command = new Command("check", "Load each file and print PATH, a tab, ok or error or limit, a tab and why.")
        {
            paths, encoding,
        };
        command.SetAction(parsed =>
            Run(console, parsed.GetValue(paths)!, new PickleOptions { Encoding = CommonArguments.ParseEncoding(parsed.GetValue(encoding)!) }));
        return command;
    }

    private static int Run(ToolConsole console, string[] paths, PickleOptions options)
    {
        var allOk = true;
        foreach (var path in paths.SelectMany(FilesOf))
        {
            var (verdict, message) = Check(console, path, options);
            allOk &= verdict == "ok";
            console.Text.Write($"{EscapePath(path)}\t{verdict}\t{PickleTool.OneLine(message)}\n");
        }

        return allOk ? ExitCodes.Success : ExitCodes.BadPickle;
    }

    private static (string Verdict, string Message) Check(ToolConsole console, string path, PickleOptions options)
    {
        try
        {
            using var file = InputFile.Open(path, console);
            var count = 0;
            foreach (var _ in PickleSource.Load(file, options))
                count++;
            var pickles = count == 1 ? "pickle" : "pickles";
            return ("ok", string.Create(CultureInfo.InvariantCulture, $"{count} {pickles}, {file.Stream.Length} bytes"));
        }
        catch (ToolException exception)
        {
            // The path stands in the first column already.
            var message = exception.Message.StartsWith(path + ": ", StringComparison.Ordinal)
                ? exception.Message[(path.Length + 2)..]
                : exception.Message;
            return (exception.InnerException is PickleLimitException ? "limit" : "error", message);
        }
        catch (OutOfMemoryException)
        {
            return ("limit", "out of memory");
        }
    }

    private static IEnumerable<string> FilesOf(string path)
    {
        if (path == "-" || !Directory.Exists(path))
            return [path];
        var below = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = false,
            AttributesToSkip = 0,
        };

        // Links to files are read, links to folders are not followed: they may lead back up.
        return new FileSystemEnumerable<string>(path, (ref FileSystemEntry entry) => entry.ToSpecifiedFullPath(), below)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        }.Order(StringComparer.Ordinal);
    }

    // A path of any characters stays in its column.
    private static string EscapePath(string path) =>
        path.AsSpan().IndexOfAny('\t', '\n', '\r') < 0
            ? path
            : path.Replace("\t", "\\t", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)
                .Replace("\r", "\\r", StringComparison.Ordinal);
}
