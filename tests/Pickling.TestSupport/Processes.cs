using System.Diagnostics;

namespace Pickling.EntityFrameworkCore.Tests;

/// <summary>Runs programs to their end.</summary>
public static class Processes
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static bool TryRun(string program, out string output, params string[] arguments)
    {
        if (!File.Exists(program))
        {
            output = $"{program} is not there";
            return false;
        }

        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> text = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            output = $"{program} did not end";
            return false;
        }

        bool succeeded = process.ExitCode == 0;
        output = succeeded ? text.Result : text.Result + errors.Result;
        return succeeded;
    }
}
