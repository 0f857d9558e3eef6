using Microsoft.CodeAnalysis.CSharp;

namespace Pickling.SourceGenerator.Emitter;

/// <summary>What every generated file has.</summary>
internal static class Text
{
    public const string Mapping = "global::Pickling.Mapping.";
    public const string Global = "global::Pickling.Model.PyGlobal";

    public static string Quote(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    public static string Strings(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Quote))}]";

    public static string Types(IEnumerable<string> types) => $"[{string.Join(", ", types.Select(static type => $"typeof({type})"))}]";
}
