namespace Pickling.Cli;

/// <summary>A command cannot go on: the one line for standard error and the exit code.</summary>
internal sealed class ToolException : Exception
{
    internal ToolException(string message, int exitCode = ExitCodes.Usage, Exception? innerException = null)
        : base(message, innerException) => ExitCode = exitCode;

    internal int ExitCode { get; }
}
