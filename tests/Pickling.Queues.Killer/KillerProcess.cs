using System.Diagnostics;

namespace Pickling.Queues.Killer;

/// <summary>The killer as a process of its own, for tests.</summary>
public static class KillerProcess
{
    /// <summary>Runs it to its end and gives what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed, or counted a job that was lost; the message is its output.</exception>
    public static async Task<string> RunAsync(string system, int jobs, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(KillerProcess).Assembly.Location, system, $"{jobs}"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? output : throw new InvalidOperationException(output + await errors);
    }
}
