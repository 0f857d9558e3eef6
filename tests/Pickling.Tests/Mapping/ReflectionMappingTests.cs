using Pickling.Mapping;
using Pickling.Mapping.Reflection;
using Xunit;

namespace Pickling.Tests.Mapping;

/// <summary>The suite with the converters that reflection makes, and what only they meet.</summary>
public sealed class ReflectionMappingTests : MappingSuite
{
    protected override PickleContext Create(PickleMapping? mapping = null) => new ReflectionPickleContext(mapping);

    [Fact]
    public void Anonymous_types_are_dicts()
    {
        byte[] pickle = Pickle.Dumps(new { Name = "a", Count = 2 });

        Assert.Equal("{'Name': 'a', 'Count': 2}", Pickle.Loads(pickle)!.ToString());
    }

    [Fact]
    public void Delegates_and_streams_are_refused_with_the_path()
    {
        PicklingException code = Assert.Throws<PicklingException>(() => Pickle.Dumps(new { Inner = new { Code = (Action)(() => { }) } }));
        PicklingException stream = Assert.Throws<PicklingException>(() => Pickle.Dumps(new { File = (Stream)new MemoryStream() }));

        Assert.Equal("root.Inner.Code", code.Path);
        Assert.Equal("root.File", stream.Path);
    }

    [Fact]
    public void Private_state_is_kept_where_it_is_asked_for()
    {
        var account = new MappingModel.Account(5);
        account.Pay(7);

        MappingModel.Account loaded = Pickle.Loads<MappingModel.Account>(Pickle.Dumps(account));

        Assert.Equal(12, loaded.Total());
    }

    [Fact]
    public void Generic_types_are_mapped_by_argument()
    {
        var box = new MappingModel.Box<List<int>> { Content = [1, 2] };

        Assert.Equal([1, 2], Pickle.Loads<MappingModel.Box<List<int>>>(Pickle.Dumps(box)).Content!);
    }
}
