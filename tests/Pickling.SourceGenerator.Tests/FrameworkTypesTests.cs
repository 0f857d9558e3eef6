using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Pickling.SourceGenerator.Parser;
using Xunit;

namespace Pickling.SourceGenerator.Tests;

/// <summary>The generator's tables of framework types say what the library's do.</summary>
public sealed class FrameworkTypesTests
{
    private static readonly Compilation Compilation = Generation.Compile("");

    [Fact]
    public void Every_builtin_type_of_the_library_is_one_of_the_generator()
    {
        var table = (IDictionary)Field("BuiltInConverters", "Factories");
        IEnumerable<Type> plain = table.Keys.Cast<Type>().Where(static type => !type.IsGenericType && !type.IsArray);

        string[] missing = [.. plain.Where(static type => !FrameworkTypes.IsBuiltIn(Symbol(type))).Select(static type => type.FullName!)];

        Assert.Empty(missing);
    }

    [Fact]
    public void Every_builtin_type_of_the_generator_is_one_of_the_library()
    {
        var table = (IDictionary)Field("BuiltInConverters", "Factories");
        var known = table.Keys.Cast<Type>().Select(static type => type.FullName).ToHashSet();

        string[] missing = [.. FrameworkTypes.BuiltInNames.Where(name => !known.Contains(name))];

        Assert.Empty(missing);
    }

    [Theory]
    [InlineData("CollectionConverters")]
    [InlineData("DictionaryConverters")]
    public void Every_collection_of_the_library_is_one_of_the_generator(string table)
    {
        IEnumerable<Type> known = ((IEnumerable)Field(table, "Known")).Cast<Type>().Where(static type => type != typeof(List<>) && type != typeof(Dictionary<,>));

        string[] missing = [.. known.Where(static type => !FrameworkTypes.IsCollection(Symbol(type)) && !FrameworkTypes.IsDictionary(Symbol(type))).Select(static type => type.FullName!)];

        Assert.Empty(missing);
    }

    private static object Field(string type, string name) => typeof(Pickle).Assembly.GetType("Pickling.Mapping.Converters." + type, throwOnError: true)!
        .GetField(name, BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!;

    private static INamedTypeSymbol Symbol(Type type) => Compilation.GetTypesByMetadataName(type.FullName!)
        .First(static symbol => symbol.DeclaredAccessibility == Accessibility.Public);
}
