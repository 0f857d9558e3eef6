using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Pickling.SourceGenerator.Tests;

/// <summary>Runs the generator over source text.</summary>
internal static class Generation
{
    private const string Usings = "using System; using System.Collections.Generic; using Pickling.Mapping;\n";

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest);

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Append(typeof(Pickle).Assembly.Location)
            .Select(static path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Source as a compilation, with the usual usings.</summary>
    public static CSharpCompilation Compile(string source) => CSharpCompilation.Create(
        "Sample",
        [CSharpSyntaxTree.ParseText(Usings + source, ParseOptions, "Sample.cs")],
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>A driver that records what its steps did.</summary>
    public static CSharpGeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new PickleContextGenerator().AsSourceGenerator()],
        parseOptions: ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>What the generator tells.</summary>
    public static ImmutableArray<Diagnostic> Diagnose(string source)
    {
        Driver().RunGeneratorsAndUpdateCompilation(Compile(source), out _, out ImmutableArray<Diagnostic> told, TestContext.Current.CancellationToken);
        return told;
    }

    /// <summary>The generated files, once they compile together with the source without a warning.</summary>
    public static ImmutableArray<GeneratedSourceResult> Generate(string source)
    {
        GeneratorDriver driver = Driver().RunGeneratorsAndUpdateCompilation(
            Compile(source), out Compilation compiled, out ImmutableArray<Diagnostic> told, TestContext.Current.CancellationToken);
        Assert.Empty(told);
        Assert.Empty(compiled.GetDiagnostics(TestContext.Current.CancellationToken).Where(static diagnostic => diagnostic.Severity > DiagnosticSeverity.Hidden));
        return Assert.Single(driver.GetRunResult().Results).GeneratedSources;
    }
}
