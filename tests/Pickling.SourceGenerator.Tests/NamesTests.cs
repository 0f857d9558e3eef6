using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Pickling.SourceGenerator.Tests;

/// <summary>Names that meet: contexts in several parts, types that differ in case or namespace alone. All of it compiles.</summary>
public sealed class NamesTests
{
    [Fact]
    public void Context_may_name_its_types_in_several_parts()
    {
        ImmutableArray<GeneratedSourceResult> files = Generation.Generate("""
            public class A { public int Id { get; set; } }
            public class B { public int Id { get; set; } }
            [PickleSerializable(typeof(A))] public partial class Context : PickleContext;
            [PickleSerializable(typeof(B))] public partial class Context;
            """);

        Assert.Equal(["Context.A.g.cs", "Context.B.g.cs", "Context.g.cs"], files.Select(static file => file.HintName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Types_may_differ_in_case_alone()
    {
        ImmutableArray<GeneratedSourceResult> files = Generation.Generate("""
            public class Item { public int Id { get; set; } }
            public class ITEM { public int Id { get; set; } }
            [PickleSerializable(typeof(Item))] [PickleSerializable(typeof(ITEM))] public partial class Context : PickleContext;
            """);

        Assert.Equal(3, files.Length);
    }

    [Fact]
    public void Names_may_be_keywords()
    {
        ImmutableArray<GeneratedSourceResult> files = Generation.Generate("""
            namespace Shop.@event
            {
                public enum @enum { [PickleMember("on")] @true, @false }
                public record @void(int @int, @enum @in) { public @void? @this { get; set; } public required string @new { get; init; } }
                public partial class @class { [PickleSerializable(typeof(@void))] public partial class @ref : PickleContext; }
            }
            """);

        Assert.Equal(
            ["Shop.event.class.ref.g.cs", "Shop.event.class.ref.void.g.cs"],
            files.Select(static file => file.HintName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_obsolete_or_required_of_a_collection_compiles()
    {
        Assert.Equal(2, Generation.Generate("""
            public class A { [Obsolete("", true)] public int Id { get; set; } [Obsolete("", true)] public int Old; public List B { get; set; } = new() { Name = "" }; }
            public class List : List<int> { public required string Name { get; set; } }
            [PickleSerializable(typeof(A))] public partial class Context : PickleContext;
            """).Length);
    }

    [Fact]
    public void Base_class_of_the_same_name_keeps_its_own_private_fields()
    {
        ImmutableArray<GeneratedSourceResult> files = Generation.Generate("""
            namespace Old { public class Order { [PickleMember("old_id")] private int _id; public int OldId => _id; public void Set(int id) => _id = id; } }
            [PickleDict(PrivateState = true)] public class Order : Old.Order { private string _id = ""; public string Id => _id; public void Put(string id) => _id = id; }
            [PickleSerializable(typeof(Order))] public partial class Context : PickleContext;
            """);

        string text = Assert.Single(files, static file => file.HintName == "Context.Order.g.cs").SourceText.ToString();
        Assert.Contains("OrderAccess.Access__id(made)", text, StringComparison.Ordinal);
        Assert.Contains("OrderAccess2.Access__id(made)", text, StringComparison.Ordinal);
    }
}
