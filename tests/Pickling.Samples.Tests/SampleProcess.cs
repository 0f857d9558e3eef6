using System.Diagnostics;
using System.Reflection;
using System.Text;
using Pickling.Tests.Corpus;

namespace Pickling.Samples.Tests;

/// <summary>A sample run as its user runs it: its exit code and what it printed.</summary>
internal sealed record SampleProcess(int ExitCode, string Output)
{
    // The samples were built in the configuration of the tests.
    private static readonly string Configuration =
        typeof(SampleProcess).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    public static Task<SampleProcess> RunAsync(string sample, params string[] arguments) =>
        RunAsync(Path.Combine("samples", sample), sample, arguments);

    public static Task<SampleProcess> RunToolAsync(params string[] arguments) =>
        RunAsync(Path.Combine("src", "Pickling.Cli"), "pickle", arguments);

    /// <summary>A sample that goes on until its input ends.</summary>
    public static Process Start(string sample, params string[] arguments) => Process.Start(new ProcessStartInfo(
        "dotnet",
        [Path.Combine(Repository.Root, "samples", sample, "bin", Configuration, "net10.0", sample + ".dll"), .. arguments])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    private static async Task<SampleProcess> RunAsync(string project, string assembly, string[] arguments)
    {
        string program = Path.Combine(Repository.Root, project, "bin", Configuration, "net10.0", assembly + ".dll");
        ProcessStartInfo start = new("dotnet", [program, .. arguments])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new(process.ExitCode, output + await errors);
    }
}
