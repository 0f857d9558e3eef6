using System.Diagnostics;
using Pickling.Interop.Tests.Peers;
using Pickling.Tests.Corpus;
using Xunit;

namespace Pickling.Interop.Tests.Corpus;

/// <summary>The corpus is what its generator makes, with the real CPythons of this machine.</summary>
public sealed class CorpusFreshnessTests(PeerCatalog catalog)
{
    private static readonly TimeSpan GenerateTime = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Corpus_is_what_its_generator_makes()
    {
        foreach (string version in PeerCatalog.Versions)
        {
            catalog.Require(version);
        }

        PeerCommand python = PythonLocator.Find("3.13", out _)!;
        var start = new ProcessStartInfo(python.Program, ["-B", Path.Combine(Repository.CorpusFolder, "generate.py"), "--check"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using var late = new CancellationTokenSource(GenerateTime);
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        Assert.True(process.ExitCode == 0, await output + await errors);
    }
}
