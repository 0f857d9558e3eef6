namespace Pickling.Cli.Commands;

/// <summary>Does the same with each file: one that is bad does not keep the others from their turn.</summary>
internal static class EachFile
{
    /// <summary>Runs the work for each path and tells of failures as they come.</summary>
    /// <returns>The worst of the exit codes.</returns>
    internal static int Run(ToolConsole console, IEnumerable<string> paths, Action<string> work)
    {
        var exitCode = ExitCodes.Success;
        foreach (var path in paths)
        {
            try
            {
                work(path);
            }
            catch (ToolException exception)
            {
                PickleTool.Report(console, exception.Message);
                exitCode = Math.Max(exitCode, exception.ExitCode);
            }
        }

        return exitCode;
    }
}
