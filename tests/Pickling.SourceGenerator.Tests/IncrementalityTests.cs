using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Pickling.SourceGenerator.Tests;

/// <summary>What did not change is not generated again.</summary>
public sealed class IncrementalityTests
{
    private const string Source = """
        public class C { public int Id { get; set; } public Action? Done { get; set; } }
        [PickleSerializable(typeof(C))] public partial class Context : PickleContext;
        """;

    [Fact]
    public void Change_elsewhere_generates_nothing_again()
    {
        IncrementalStepRunReason reason = ReasonAfter(static before => before.AddSyntaxTrees(CSharpSyntaxTree.ParseText(
            "public class Other { }", new CSharpParseOptions(LanguageVersion.Latest), cancellationToken: TestContext.Current.CancellationToken)));

        Assert.Equal(IncrementalStepRunReason.Unchanged, reason);
    }

    [Fact]
    public void Change_of_a_member_generates_its_converter_again()
    {
        IncrementalStepRunReason reason = ReasonAfter(static _ => Generation.Compile(Source.Replace("int Id", "long Id", StringComparison.Ordinal)), out bool printed);

        Assert.Equal(IncrementalStepRunReason.Modified, reason);
        Assert.True(printed);
    }

    private static IncrementalStepRunReason ReasonAfter(Func<CSharpCompilation, Compilation> change) => ReasonAfter(change, out _);

    // What the model's step did on the second run, and whether anything was printed again.
    private static IncrementalStepRunReason ReasonAfter(Func<CSharpCompilation, Compilation> change, out bool printed)
    {
        CSharpCompilation before = Generation.Compile(Source);
        GeneratorDriver driver = Generation.Driver().RunGenerators(before, TestContext.Current.CancellationToken);
        driver = driver.RunGenerators(change(before), TestContext.Current.CancellationToken);
        GeneratorRunResult result = Assert.Single(driver.GetRunResult().Results);
        printed = result.TrackedOutputSteps.SelectMany(static pair => pair.Value).SelectMany(static step => step.Outputs)
            .Any(static output => output.Reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged));
        return Assert.Single(Assert.Single(result.TrackedSteps[PickleContextGenerator.ContextsStep]).Outputs).Reason;
    }
}
