using Pickling.Conformance;
using Pickling.Mapping;
using Pickling.Mapping.Reflection;
using Pickling.Model;
using Xunit;

namespace Pickling.SourceGenerator.Tests;

/// <summary>Converters do the same, whoever made them. Pickling.Aot.Smoke runs the cases a third time, compiled ahead of time.</summary>
public sealed class ConformanceTests
{
    private static readonly Dictionary<string, PickleContext> Contexts = new()
    {
        ["reflection"] = new ReflectionPickleContext(),
        ["generated"] = ConformanceContext.Default,
    };

    public static TheoryData<string, string> Cases => new(
        from context in Contexts.Keys
        from each in MappingCases.All
        select (context, each.Name));

    public static TheoryData<string> Dumped => [.. MappingCases.All.Select(static each => each.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Case_holds(string context, string name) => Of(name).Run(Contexts[context]);

    [Theory]
    [MemberData(nameof(Dumped))]
    public void Generated_converters_write_the_bytes_that_reflection_writes(string name)
    {
        for (int protocol = 0; protocol <= MappingCase.ProtocolMax; protocol++)
        {
            Assert.Equal(Of(name).Dump(Contexts["reflection"], protocol), Of(name).Dump(Contexts["generated"], protocol));
        }
    }

    [Fact]
    public void Names_of_cases_are_unique() =>
        Assert.Equal(MappingCases.All.Count, MappingCases.All.Select(static each => each.Name).Distinct().Count());

    [Theory]
    [InlineData(PickleNaming.CamelCase, "{'sku': 'a', 'count': 1, 'unitPrice': 0.5, 'note': None}")]
    [InlineData(PickleNaming.SnakeCase, "{'sku': 'a', 'count': 1, 'unit_price': 0.5, 'note': None}")]
    [InlineData(PickleNaming.Unchanged, "{'Sku': 'a', 'Count': 1, 'UnitPrice': 0.5, 'Note': None}")]
    public void Generated_context_follows_the_mapping_it_is_given(PickleNaming naming, string state)
    {
        var context = new ConformanceContext(new PickleMapping { ClassNaming = naming });

        var line = (PyObject)Pickle.Loads(Pickle.Dumps(new Conformance.Models.Line("a"), context))!;

        Assert.Equal(state, line.State!.ToString());
    }

    [Fact]
    public void Converter_of_the_caller_goes_before_the_short_cut()
    {
        var context = new ConformanceContext(new PickleMapping { Converters = [new Conformance.Models.Shouting()] });

        byte[] pickle = Pickle.Dumps(new Conformance.Models.Line("a"), context);

        Assert.Equal("A", Pickle.Loads<Conformance.Models.Line>(pickle).Sku);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Converter_of_the_caller_goes_before_builtin_ones_also_within_collections(bool isGenerated)
    {
        var mapping = new PickleMapping { Converters = [new Conformance.Models.Shouting(), new Offset()] };
        PickleContext context = isGenerated ? new ConformanceContext(mapping) : new ReflectionPickleContext(mapping);

        Check("['A', 'B']", new List<string> { "a", "b" });
        Check("['A']", new[] { "a" });
        Check("{'A': 'B'}", new Dictionary<string, string> { ["a"] = "b" });
        Check("{'A': True}", new Dictionary<string, bool> { ["a"] = true });
        Check("[11]", new List<int> { 1 });
        Check("[11]", new[] { 1 });
        Check("{11}", new HashSet<int> { 1 });
        Check("11", (int?)1);

        void Check<T>(string python, T value)
        {
            byte[] pickle = Pickle.Dumps(value, context);
            Assert.Equal(python, PyValue.Repr(Pickle.Loads(pickle)));
            Assert.Equal(pickle, Pickle.Dumps(Pickle.Loads<T>(pickle, context), context));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Path_of_what_has_no_member_does_not_lead_into_the_member_before_it(bool isGenerated)
    {
        var mapping = new PickleMapping { Extra = PickleExtra.Refuse };
        PickleContext context = isGenerated ? new ConformanceContext(mapping) : new ReflectionPickleContext(mapping);

        Check<Conformance.Models.Node>(new PyDict { ["Value"] = 1L, ["Next"] = new PyDict { ["Value"] = 2L, ["Nothing"] = 3L } }, "root.Next", "no member Nothing");
        Check<Conformance.Models.Renamed>(new PyDict { ["identifier"] = 1L, ["Weight"] = 2.0, ["ID"] = 3L }, "root.Id", "there twice");
        Check<Conformance.Models.Point>(new PyObject(new PyGlobal("shop.models", "Point"), PyTuple.Create(1.0, 2.0, 3.0), PyConstruction.NewObject), null, "more values");

        void Check<T>(object python, string? path, string message)
        {
            PickleException error = Assert.Throws<PickleException>(() => Pickle.Loads<T>(Pickle.Dumps(python), context));
            Assert.Equal(path, error.Path is "root" or "" ? null : error.Path);
            Assert.Contains(message, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Type_that_a_context_was_not_asked_for_is_refused_with_advice()
    {
        NotSupportedException error = Assert.Throws<NotSupportedException>(() => ConformanceContext.Default.GetConverter<Version[][]>());

        Assert.Contains("[PickleSerializable(typeof(", error.Message, StringComparison.Ordinal);
    }

    private sealed class Offset : PickleConverter<int>
    {
        public override int Read(ref PickleValueReader reader) => reader.GetInt32() - 10;

        public override void Write(PickleValueWriter writer, int value) => writer.WriteInt32(value + 10);
    }

    private static MappingCase Of(string name) => MappingCases.All.Single(each => each.Name == name);
}
