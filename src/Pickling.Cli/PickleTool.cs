using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Text;
using Pickling.Cli.Commands;
using Pickling.Cli.Output;

namespace Pickling.Cli;

/// <summary>The command-line tool: finds the command, runs it, and turns every failure into one line and an exit code.</summary>
internal static class PickleTool
{
    // Messages quote the input: a broken pickle must not flood the terminal.
    private const int MessageCharsMax = 2_000;

    internal static int Run(string[] arguments, ToolConsole console)
    {
        try
        {
            var exitCode = Invoke(arguments, console);
            console.Flush();
            return exitCode;
        }
        catch (BrokenPipeException)
        {
            return ExitCodes.BrokenPipe;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A full disk shows when the last of the output is sent on its way.
            console.Error.WriteLine($"pickle: standard output cannot be written: {OneLine(exception.Message)}");
            return ExitCodes.Usage;
        }
    }

    private static int Invoke(string[] arguments, ToolConsole console)
    {
        try
        {
            var parsed = CreateRoot(console).Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
            if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
            {
                var command = parsed.CommandResult.Command;
                var problem = parsed.UnmatchedTokens.Count > 0 && command is RootCommand
                    ? $"{parsed.UnmatchedTokens[0]}: no such command."
                    : Problem(parsed.Errors[0]);
                throw new ToolException($"{problem} See pickle {(command is RootCommand ? "" : command.Name + " ")}--help.");
            }

            return parsed.Invoke(
                new InvocationConfiguration
                {
                    Output = console.Text,
                    Error = console.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = null,
                });
        }
        catch (ToolException exception)
        {
            return Fail(console, exception.Message, exception.ExitCode);
        }
        catch (Exception exception) when (exception is PickleException or PicklingException)
        {
            return Fail(console, exception.Message, ExitCodes.BadPickle);
        }
        catch (BrokenPipeException)
        {
            throw;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Fail(console, exception.Message, ExitCodes.Usage);
        }
        catch (OutOfMemoryException)
        {
            return Fail(console, "out of memory", ExitCodes.BadPickle);
        }
    }

    // Without the names of .NET's types.
    private static string Problem(ParseError error) =>
        error.SymbolResult is OptionResult { Tokens: [var token] } option && (option.Option.ValueType == typeof(int) || option.Option.ValueType == typeof(int?))
            ? $"{option.Option.Name} needs a whole number, not '{token.Value}'."
            : error.Message;

    private static RootCommand CreateRoot(ToolConsole console) =>
        new("Looks into Python pickles and rewrites them, without ever running code from them.")
        {
            ShowCommand.Create(console),
            DisCommand.Create(console),
            JsonCommand.Create(console),
            FromJsonCommand.Create(console),
            ConvertCommand.Create(console),
            OptimizeCommand.Create(console),
            RenameCommand.Create(console),
            DiffCommand.Create(console),
            CheckCommand.Create(console),
        };

    private static int Fail(ToolConsole console, string message, int exitCode)
    {
        Report(console, message);
        return exitCode;
    }

    /// <summary>Tells of a failure in one line.</summary>
    internal static void Report(ToolConsole console, string message)
    {
        // What was written before the failure belongs to the result and comes first.
        console.Flush();
        console.Error.WriteLine($"pickle: {OneLine(message)}");
    }

    /// <summary>The text on one line of bounded length.</summary>
    internal static string OneLine(string text)
    {
        var line = new StringBuilder();
        foreach (var character in text.AsSpan(0, Math.Min(text.Length, MessageCharsMax)))
            line.Append(char.IsControl(character) ? ' ' : character);
        return text.Length > MessageCharsMax ? line.Append("...").ToString() : line.ToString();
    }
}
