using System.Text;
using Pickling.Mapping;
using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Mapping;

/// <summary>
/// What every kind of context must do: run over reflection's, and over generated ones, by classes that derive from this.
/// </summary>
public abstract class MappingSuite
{
    /// <summary>A context that knows the types of <see cref="MappingModel"/>.</summary>
    protected abstract PickleContext Create(PickleMapping? mapping = null);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Every_builtin_type_comes_back(int protocol)
    {
        PickleContext context = Create();
        MappingModel.Everything value = MappingModel.CreateEverything();

        byte[] pickle = Pickle.Dumps(value, context, new PickleOptions { Protocol = protocol });
        MappingModel.Everything loaded = Pickle.Loads<MappingModel.Everything>(pickle, context);

        foreach (System.Reflection.PropertyInfo property in typeof(MappingModel.Everything).GetProperties())
        {
            object? before = property.GetValue(value);
            object? after = property.GetValue(loaded);
            Assert.True(MappingModel.AreEqual(before, after), $"{property.Name}: {before} became {after}");
        }
    }

    [Fact]
    public void Names_are_those_of_Python_in_classes_and_those_of_NET_in_dicts()
    {
        PickleContext context = Create();

        var person = (PyObject)Pickle.Loads(Pickle.Dumps(new MappingModel.Person("Ann", 7), context))!;
        var plain = (PyDict)Pickle.Loads(Pickle.Dumps(new MappingModel.Plain { SomeName = "x" }, context))!;

        Assert.Equal("people.Person", person.Global!.FullName);
        Assert.Equal("{'first_name': 'Ann', 'age': 7}", person.State!.ToString());
        Assert.Equal("{'SomeName': 'x'}", plain.ToString());
    }

    [Fact]
    public void Known_types_decide_by_class()
    {
        PickleContext context = Create();
        List<MappingModel.Animal> animals = [new MappingModel.Dog { Name = "Rex", Tricks = 2 }, new MappingModel.Cat { Name = "Tom" }];

        List<MappingModel.Animal> loaded = Pickle.Loads<List<MappingModel.Animal>>(Pickle.Dumps(animals, context), context);

        Assert.Equal(2, Assert.IsType<MappingModel.Dog>(loaded[0]).Tricks);
        Assert.Equal("Tom", Assert.IsType<MappingModel.Cat>(loaded[1]).Name);
    }

    [Fact]
    public void Unknown_class_is_refused_with_its_name()
    {
        byte[] pickle = Pickle.Dumps((object)PythonLibrary.Instance(new PyGlobal("zoo", "Tiger")));

        PickleException error = Assert.Throws<PickleException>(() => Pickle.Loads<MappingModel.Animal>(pickle, Create()));

        Assert.Contains("zoo.Tiger", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Renamed_class_and_member_still_load()
    {
        var state = new PyDict { ["name"] = "Ann", ["age"] = 7L };
        byte[] pickle = Pickle.Dumps((object)PythonLibrary.Instance(new PyGlobal("old", "Human"), state));

        Assert.Equal(new MappingModel.Person("Ann", 7), Pickle.Loads<MappingModel.Person>(pickle, Create()));
    }

    [Fact]
    public void Missing_members_keep_their_defaults_or_fail()
    {
        byte[] pickle = Pickle.Dumps((object)new PyDict());

        Assert.Equal("default", Pickle.Loads<MappingModel.Plain>(pickle, Create()).SomeName);
        Assert.Contains("SomeName", Assert.Throws<PickleException>(() => Pickle.Loads<MappingModel.Plain>(
            pickle, Create(new PickleMapping { Missing = PickleMissing.Refuse }))).Message, StringComparison.Ordinal);
        Assert.Contains("Needed", Assert.Throws<PickleException>(() => Pickle.Loads<MappingModel.Strict>(pickle, Create())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Extra_members_are_dropped_refused_or_kept()
    {
        byte[] pickle = Pickle.Dumps((object)new PyDict { ["SomeName"] = "x", ["more"] = new PyList { 1L, 2L } });

        Assert.Equal("x", Pickle.Loads<MappingModel.Plain>(pickle, Create()).SomeName);
        Assert.Contains("more", Assert.Throws<PickleException>(() => Pickle.Loads<MappingModel.Plain>(
            pickle, Create(new PickleMapping { Extra = PickleExtra.Refuse }))).Message, StringComparison.Ordinal);
        MappingModel.Open open = Pickle.Loads<MappingModel.Open>(pickle, Create());
        Assert.Equal("[1, 2]", open.Rest!["more"]!.ToString());
        Assert.Equal(pickle.Length, Pickle.Dumps(open, Create()).Length);
    }

    [Fact]
    public void Member_that_is_there_twice_is_refused()
    {
        byte[] pickle = Encoding.Latin1.GetBytes("\u0080\u0004}(\u008c\u0008SomeName\u008c\u0001a\u008c\u0008SomeName\u008c\u0001bu.");

        Assert.Contains("twice", Assert.Throws<PickleException>(() => Pickle.Loads<MappingModel.Plain>(pickle, Create())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Number_out_of_range_names_offset_and_path()
    {
        byte[] pickle = Pickle.Dumps((object)new PyDict { ["Items"] = new PyList { new PyDict { ["Small"] = 300L } } });

        PickleException error = Assert.Throws<PickleException>(() => Pickle.Loads<MappingModel.Holder>(pickle, Create()));

        Assert.Equal("root.Items[0].Small", error.Path);
        Assert.Contains("300", error.Message, StringComparison.Ordinal);
        Assert.True(error.Offset > 0);
    }

    [Fact]
    public void Hooks_are_told()
    {
        byte[] pickle = Pickle.Dumps((object)new PyDict { ["Version"] = 1L });

        MappingModel.Hooked loaded = Pickle.Loads<MappingModel.Hooked>(pickle, Create());

        Assert.Equal(["Title"], loaded.Missing);
        Assert.Equal("untitled", loaded.Title);
    }

    [Fact]
    public void Cycle_through_a_constructor_is_refused_and_through_members_kept()
    {
        var node = new MappingModel.Node { Value = 1 };
        node.Next = node;
        MappingModel.Node loaded = Pickle.Loads<MappingModel.Node>(Pickle.Dumps(node, Create()), Create());
        Assert.Same(loaded, loaded.Next);

        var dict = new PyDict();
        dict["Inner"] = dict;
        PickleException error = Assert.Throws<PickleException>(() => Pickle.Loads<MappingModel.Nested>(Pickle.Dumps((object)dict), Create()));
        Assert.Contains("refers to itself", error.Message, StringComparison.Ordinal);
    }
}
