using System.Text;

namespace Pickling.Cli.Tests;

/// <summary>What a run of the tool left: exit code and both outputs.</summary>
internal sealed record ToolRun(int ExitCode, byte[] OutputBytes, string Error)
{
    internal string Output => Encoding.UTF8.GetString(OutputBytes);

    /// <summary>Runs the tool inside this process.</summary>
    internal static ToolRun Of(params string[] arguments) => Of([], isTerminal: false, arguments);

    /// <summary>Runs the tool inside this process with bytes on its standard input.</summary>
    internal static ToolRun Of(byte[] input, params string[] arguments) => Of(input, isTerminal: false, arguments);

    internal static ToolRun Of(byte[] input, bool isTerminal, params string[] arguments)
    {
        using var output = new MemoryStream();
        var error = new StringWriter { NewLine = "\n" };
        using var console = new ToolConsole(new MemoryStream(input), output, error)
        {
            IsTerminal = isTerminal,
            HasColors = isTerminal,
            Width = isTerminal ? 80 : null,
        };
        var exitCode = PickleTool.Run(arguments, console);
        return new ToolRun(exitCode, output.ToArray(), error.ToString());
    }
}
