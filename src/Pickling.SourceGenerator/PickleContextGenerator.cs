using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Pickling.SourceGenerator.Emitter;
using Pickling.SourceGenerator.Model;
using Pickling.SourceGenerator.Parser;

namespace Pickling.SourceGenerator;

/// <summary>
/// Writes the converters of partial classes that carry <c>[PickleSerializable]</c>: a parser reads symbols into a model
/// that compares by value, and an emitter prints the model. Equal models are printed once.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class PickleContextGenerator : IIncrementalGenerator
{
    /// <summary>Name of the step whose output is the model, by which tests see that equal input is not printed again.</summary>
    public const string ContextsStep = "Contexts";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ContextModel?> contexts = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                Names.SerializableAttribute,
                static (node, _) => node is ClassDeclarationSyntax,
                static (found, cancellation) => ContextParser.Parse(found, cancellation))
            .WithTrackingName(ContextsStep);
        context.RegisterSourceOutput(contexts, static (output, model) =>
        {
            if (model is null)
            {
                return;
            }

            foreach (DiagnosticModel diagnostic in model.Diagnostics)
            {
                output.ReportDiagnostic(diagnostic.ToDiagnostic());
            }

            if (model.CanBeWritten)
            {
                ContextEmitter.Emit(model, output.AddSource);
            }
        });
    }
}
