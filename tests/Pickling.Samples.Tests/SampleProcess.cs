using System.Diagnostics;
using System.Reflection;
using Pickling.Interop.Tests.Peers;

namespace Pickling.Samples.Tests;

/// <summary>A sample run as its user runs it: its exit code and what it printed.</summary>
internal sealed record SampleProcess(int ExitCode, string Output)
{
    // The samples were built in the configuration of the tests.
    private static readonly string Configuration =
        typeof(SampleProcess).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    public static async Task<SampleProcess> RunAsync(string sample, params string[] arguments)
    {
        string program = Path.Combine(Repository.Root, "samples", sample, "bin", Configuration, "net10.0", sample + ".dll");
        ProcessStartInfo start = new("dotnet", [program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new(process.ExitCode, output + await errors);
    }
}
