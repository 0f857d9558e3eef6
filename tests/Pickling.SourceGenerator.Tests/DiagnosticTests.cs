using System.Reflection;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Pickling.SourceGenerator.Tests;

/// <summary>What is wrong is told, with its code, where it stands and what to do.</summary>
public sealed class DiagnosticTests
{
    private const string Context = "[PickleSerializable(typeof(C))] public partial class Context : PickleContext;";

    // Code, source, the text that is marked, and part of the message.
    public static TheoryData<string, string, string, string> Wrong => new()
    {
        { "PICKLE001", "public class C; [PickleSerializable(typeof(C))] public class Context : PickleContext { protected override PickleConverter? CreateConverter(Type type) => null; }", "Context", "write 'partial class Context'" },
        { "PICKLE001", "public class C; public class Outer { [PickleSerializable(typeof(C))] public partial class Context : PickleContext; }", "Context", "write 'partial class Outer'" },
        { "PICKLE002", "public class C; [PickleSerializable(typeof(C))] public partial class Context;", "Context", "derive it from PickleContext" },
        { "PICKLE003", "public class C; [PickleSerializable(typeof(C))] public partial class Context<T> : PickleContext;", "Context", "move the context out" },
        { "PICKLE004", "public class C { private class D; public List<object> Items = []; [PickleMember] private D? Inner { get; set; } } " + Context, "Inner", "'C.D' is not accessible from 'Context'" },
        { "PICKLE004", "file class C; " + Context, "PickleSerializable(typeof(C))", "'C' is not accessible from 'Context'" },
        { "PICKLE004", "public class C; [PickleSerializable(typeof(C))] file partial class Context : PickleContext { protected override PickleConverter? CreateConverter(Type type) => null; }", "Context", "make it internal or public" },
        { "PICKLE005", "public class C { public IntPtr Fine; public unsafe int* Pointer; } " + Context, "Pointer", "a pointer means nothing" },
        { "PICKLE005", "public class C<T>; [PickleSerializable(typeof(C<>))] public partial class Context : PickleContext;", "PickleSerializable(typeof(C<>))", "name a closed one" },
        { "PICKLE005", "public class C<T> { public C<C<T>>? Next { get; set; } } [PickleSerializable(typeof(C<int>))] public partial class Context : PickleContext;", "Next", "without end" },
        { "PICKLE006", "public class C { public C(int a) { } public C(string b) { } } " + Context, "C", "mark one with [PickleConstructor]" },
        { "PICKLE007", "public class C { [PickleConstructor] public C() { } [PickleConstructor] public C(int a) { } } " + Context, "C", "keep one" },
        { "PICKLE008", "public class C { public C(int other) { } public int Id { get; } } " + Context, "other", "The parameter 'other' of the constructor of 'C'" },
        { "PICKLE008", "public class C { public C(ref readonly int id) => Id = id; public int Id { get; } } " + Context, "id", "The parameter 'id' of the constructor of 'C'" },
        { "PICKLE009", "public class C { public System.Collections.ObjectModel.ReadOnlyObservableCollection<int>? Items { get; set; } } " + Context, "Items", "the framework's own" },
        { "PICKLE009", "public class C { public Action? Done { get; set; } } " + Context, "Done", "[PickleIgnore]" },
        { "PICKLE010", "public class C { [PickleMember(\"a\")] public int A { get; set; } [PickleMember(\"b\", FormerNames = [\"a\"])] public int B { get; set; } } " + Context, "C", "two members that are 'a'" },
        { "PICKLE011", "[PickleConverter(typeof(string))] public class C; " + Context, "PickleSerializable(typeof(C))", "PickleConverter<C>" },
        { "PICKLE012", "public class C { [PickleExtensionData] public Dictionary<string, int>? Rest { get; set; } } " + Context, "Rest", "Dictionary<string, object?>" },
        { "PICKLE013", "[PickleKnownType(typeof(string))] public class C; " + Context, "C", "'string' does not derive from 'C'" },
        { "PICKLE014", "[PickleDict(PrivateState = true)] public class C : System.Collections.CollectionBase { } " + Context, "C", "put the context into that assembly" },
        { "PICKLE015", "[PickleClass(\"m\", \"C\", FormerNames = [\"C\"])] public class C; " + Context, "C", "such as shop.models.Order" },
        { "PICKLE016", "public class C { [PickleMember] public int Sum => 1; } " + Context, "Sum", "give the property a setter" },
        { "PICKLE009", "public class C { public System.Text.StringBuilder? Text { get; set; } } " + Context, "Text", "the framework's own" },
        { "PICKLE017", "public class C { private int _a; public int A => _a++; } " + Context, "C", "PrivateState = true" },
        { "PICKLE018", "public class C : Exception { public C() { } public C(string message) : base(message) { } } " + Context, "C", "[PickleConstructor]" },
        { "PICKLE020", "[PickleSerializable(typeof(Action))] " + Context.Replace("typeof(C)", "typeof(int)", StringComparison.Ordinal), "PickleSerializable(typeof(Action))", "a pickle holds data; name another type" },
        { "PICKLE019", "[PickleDict(PrivateState = true)] public class C : Exception { } " + Context, "C", "without PrivateState" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_told_where_it_stands(string code, string source, string marked, string message)
    {
        Diagnostic told = Assert.Single(Generation.Diagnose(source), diagnostic => diagnostic.Id == code);

        Assert.Contains(message, told.GetMessage(null), StringComparison.Ordinal);
        string text = Generation.Compile(source).SyntaxTrees[0].GetText(TestContext.Current.CancellationToken).ToString(told.Location.SourceSpan);
        Assert.Equal(marked, text);
    }

    [Fact]
    public void Every_diagnostic_has_a_test_and_a_row_in_the_document()
    {
        string document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "contexts.md"));
        string[] tested = [.. Wrong.Select(static row => row.Data.Item1)];
        foreach (DiagnosticDescriptor descriptor in Descriptors())
        {
            Assert.Contains(descriptor.Id, tested);
            Assert.Contains($"| {descriptor.Id} | {descriptor.DefaultSeverity.ToString().ToLowerInvariant()} | {descriptor.Title}", document, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_fine_class_is_not_told_anything()
    {
        Assert.Empty(Generation.Diagnose("public class C { public int Id { get; set; } public int Sum => Id; } " + Context));
    }

    private static IEnumerable<DiagnosticDescriptor> Descriptors() => typeof(PickleDiagnostics)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(static field => (DiagnosticDescriptor)field.GetValue(null)!);
}
