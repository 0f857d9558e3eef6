using System.Text;
using Pickling.Cli.Output;

namespace Pickling.Cli;

/// <summary>What a command reads from and writes to: the process' standard streams, or a test's.</summary>
internal sealed class ToolConsole : IDisposable
{
    private readonly Stream _input;
    private readonly Stream _output;
    private readonly bool _ownsError;

    internal ToolConsole(Stream input, Stream output, TextWriter error)
    {
        _input = input;
        _output = output;
        Error = error;
        Text = new StreamWriter(output, new UTF8Encoding(false), 64 * 1024, leaveOpen: true) { NewLine = "\n" };
    }

    private ToolConsole(Stream input, Stream output, TextWriter error, bool ownsError)
        : this(input, output, error) => _ownsError = ownsError;

    /// <summary>Standard input.</summary>
    internal Stream Input => _input;

    /// <summary>Standard output as text: UTF-8, line feeds; flushed by <see cref="Flush"/>.</summary>
    internal StreamWriter Text { get; }

    /// <summary>Standard output as bytes; text written before has arrived there.</summary>
    internal Stream Bytes
    {
        get
        {
            Text.Flush();
            return _output;
        }
    }

    /// <summary>Standard error.</summary>
    internal TextWriter Error { get; }

    /// <summary>Whether standard output is a terminal.</summary>
    internal bool IsTerminal { get; init; }

    /// <summary>Whether standard output takes colours.</summary>
    internal bool HasColors { get; init; }

    /// <summary>Columns of the terminal; null when there is none.</summary>
    internal int? Width { get; init; }

    /// <summary>The standard streams of this process.</summary>
    internal static ToolConsole OfProcess()
    {
        var isTerminal = !Console.IsOutputRedirected;
        var colors = isTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) &&
            Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb");
        return new ToolConsole(
            Console.OpenStandardInput(),
            new StandardOutput(),
            new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" },
            ownsError: true)
        {
            IsTerminal = isTerminal,
            HasColors = colors,
            Width = isTerminal ? TerminalWidth() : null,
        };
    }

    /// <summary>Sends what was written on its way.</summary>
    internal void Flush()
    {
        Text.Flush();
        _output.Flush();
    }

    /// <summary>Releases the streams of the process; a test's stay open.</summary>
    public void Dispose()
    {
        if (!_ownsError)
            return;
        _output.Dispose();
        Error.Dispose();
    }

    private static int? TerminalWidth()
    {
        try
        {
            return Console.WindowWidth is > 0 and var width ? width : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
