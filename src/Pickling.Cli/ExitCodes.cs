namespace Pickling.Cli;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCodes
{
    /// <summary>All is well.</summary>
    internal const int Success = 0;

    /// <summary>A pickle is bad, or its value cannot be written as asked.</summary>
    internal const int BadPickle = 1;

    /// <summary>The command line is wrong, or a file cannot be read or written.</summary>
    internal const int Usage = 2;

    /// <summary>The reader of standard output has gone: what a shell reports for a process that died of SIGPIPE.</summary>
    internal const int BrokenPipe = 141;
}
