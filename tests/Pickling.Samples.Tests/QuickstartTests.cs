using Pickling.Interop.Tests.Peers;
using Xunit;

namespace Pickling.Samples.Tests;

public sealed class QuickstartTests
{
    [Fact]
    public async Task Four_uses_of_pickle_hold_without_python()
    {
        SampleProcess quickstart = await SampleProcess.RunAsync("Quickstart");

        Assert.True(quickstart.ExitCode == 0, quickstart.Output);
        Assert.EndsWith("All held.", quickstart.Output.TrimEnd(), StringComparison.Ordinal);
        foreach (string part in new[] { "program state", "TCP", "database", "dictionary key" })
        {
            Assert.Contains($"\n{part}{Environment.NewLine}  ok ", quickstart.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("2.7")]
    [InlineData("3.6")]
    [InlineData("3.7")]
    [InlineData("3.8")]
    [InlineData("3.9")]
    [InlineData("3.10")]
    [InlineData("3.11")]
    [InlineData("3.12")]
    [InlineData("3.13")]
    public async Task Files_and_connections_are_shared_with_a_real_python(string version)
    {
        if (PythonLocator.Find(version, out string reason) is not { } python)
        {
            Assert.SkipWhen(Environment.GetEnvironmentVariable("CI") != "true", reason);
            Assert.Fail(reason);
            return;
        }

        SampleProcess quickstart = await SampleProcess.RunAsync("Quickstart", "--python", python.Program);

        Assert.True(quickstart.ExitCode == 0, quickstart.Output);
        Assert.Contains($"Python {version}.", quickstart.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_that_is_no_python_fails_with_its_name()
    {
        SampleProcess quickstart = await SampleProcess.RunAsync("Quickstart", "--python", "dotnet");

        Assert.NotEqual(0, quickstart.ExitCode);
        Assert.Contains("dotnet is no Python", quickstart.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_argument_shows_the_usage()
    {
        SampleProcess quickstart = await SampleProcess.RunAsync("Quickstart", "--bogus");

        Assert.Equal(2, quickstart.ExitCode);
        Assert.Contains("usage: Quickstart [--python PATH]", quickstart.Output, StringComparison.Ordinal);
    }
}
