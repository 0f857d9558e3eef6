using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Pickling.SourceGenerator.Tests;

/// <summary>Generated code is what the committed files say, and compiles without a warning.</summary>
/// <remarks>To take over a change of the generator, run the tests once with PICKLING_UPDATE_SNAPSHOTS=1 and read the difference.</remarks>
public sealed class SnapshotTests
{
    private static readonly Dictionary<string, string> Sources = new()
    {
        ["dict"] = """
            namespace Shop;
            public sealed class Order { public int Id { get; set; } public string? Name { get; set; } public List<string> Tags { get; set; } = []; }
            [PickleSerializable(typeof(Order))] public partial class Context : PickleContext;
            """,
        ["class-with-private-state"] = """
            [PickleClass("bank", "Account", FormerNames = ["old.Account"], PrivateState = true)]
            public sealed class Account(string owner) { private readonly string _owner = owner; private long _cents; public long Cents => _cents; public void Pay() => _cents++; public string Owner => _owner; }
            [PickleSerializable(typeof(Account))] internal partial class Context : PickleContext;
            """,
        ["record-with-defaults"] = """
            namespace Shop;
            [PickleClass("shop", "Line", Form = PickleForm.Arguments)]
            public sealed record Line(string Sku, int Count = 1, double Price = 0.5, DayOfWeek Day = DayOfWeek.Friday) { public string? Note { get; init; } }
            [PickleSerializable(typeof(Line))] public partial class Context : PickleContext;
            """,
        ["generic-with-accessors"] = """
            public sealed class Box<T> where T : class { public required T Value { get; init; } [PickleMember("count")] private int Count { get; set; } }
            public static partial class Outer { [PickleSerializable(typeof(Box<string>))] public partial class Context : PickleContext; }
            """,
        ["polymorphism-and-extension-data"] = """
            [PickleKnownType(typeof(Circle))] public abstract class Shape { }
            [PickleClass("shapes", "Circle")] public sealed class Circle : Shape { public double Radius { get; set; } [PickleExtensionData] public Dictionary<string, object?>? Rest { get; set; } }
            [PickleSerializable(typeof(List<Shape>))] public partial class Context : PickleContext { public Context() : base(new PickleMapping { Missing = PickleMissing.Refuse }) { } }
            """,
        ["collections"] = """
            public enum Color { Red }
            public readonly record struct Key(int Id);
            public sealed class Names : List<string>;
            [PickleSerializable(typeof(Dictionary<Key, (Color?, int[,])>))]
            [PickleSerializable(typeof(HashSet<Key[]>))]
            [PickleSerializable(typeof(Tuple<Names, SortedDictionary<int, Queue<Key>>>))]
            public partial class Context : PickleContext;
            """,
    };

    public static TheoryData<string> Names => [.. Sources.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Generated_code_is_what_the_snapshot_says(string name)
    {
        ImmutableArray<GeneratedSourceResult> files = Generation.Generate(Sources[name]);

        var text = new StringBuilder();
        foreach (GeneratedSourceResult file in files.OrderBy(static file => file.HintName, StringComparer.Ordinal))
        {
            text.Append("=== ").Append(file.HintName).Append('\n').Append(file.SourceText.ToString());
        }

        string path = Path.Combine(Repository.Root, "tests", "Pickling.SourceGenerator.Tests", "Snapshots", name + ".txt");
        if (Environment.GetEnvironmentVariable("PICKLING_UPDATE_SNAPSHOTS") == "1")
        {
            File.WriteAllText(path, text.ToString());
        }

        Assert.True(File.Exists(path), $"{path} is missing; run with PICKLING_UPDATE_SNAPSHOTS=1");
        Assert.Equal(File.ReadAllText(path), text.ToString());
    }

    [Fact]
    public void Every_snapshot_has_its_source()
    {
        string folder = Path.Combine(Repository.Root, "tests", "Pickling.SourceGenerator.Tests", "Snapshots");

        Assert.Equal(
            Sources.Keys.Order(StringComparer.Ordinal),
            Directory.GetFiles(folder).Select(static file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal));
    }
}
