using System.Text;
using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Graph;

/// <summary>Objects whose arguments lead back to them, which Python makes more than once.</summary>
public sealed class DroppedCallTests
{
    // e = ValueError(1); e.args = (1, [2, e]): the call of the list's item ends first, then that of the root is dropped.
    private static readonly byte[] ExceptionInItsArguments = Encoding.Latin1.GetBytes(
        "\u0080\u0004cbuiltins\nValueError\n\u0094K\u0001]\u0094(K\u0002h\0K\u0001h\u0001\u0086\u0094R\u0094e\u0086\u0094R0h\u0003.");

    [Fact]
    public void The_object_that_the_arguments_made_is_the_one_that_stays()
    {
        var error = (PyObject)Pickle.Loads(ExceptionInItsArguments)!;

        Assert.Same(error, ((PyList)error.Arguments[1]!)[1]);
        Assert.Single(error.DroppedCalls!);
    }

    [Fact]
    public void Both_calls_are_written_again()
    {
        var options = new PickleOptions { Protocol = 4 };
        byte[] once = Pickle.Dumps(Pickle.Loads(ExceptionInItsArguments), options);

        Assert.Equal(once, Pickle.Dumps(Pickle.Loads(once), options));
        Assert.Equal(2, once.Count(value => value == (byte)'R'));
    }

    [Fact]
    public void Arguments_that_no_longer_lead_back_leave_one_call_with_its_state()
    {
        var error = (PyObject)Pickle.Loads(ExceptionInItsArguments)!;
        ((PyList)error.Arguments[1]!).Clear();
        error["note"] = "kept";

        var loaded = (PyObject)Pickle.Loads(Pickle.Dumps(error))!;
        Assert.Equal("kept", loaded["note"]);
        Assert.Null(loaded.DroppedCalls);
    }

    [Fact]
    public void Chunks_of_a_stream_change_nothing()
    {
        using var stream = new Machine.TrickleStream(ExceptionInItsArguments, 1);
        var error = (PyObject)Pickle.Load(stream)!;

        Assert.Single(error.DroppedCalls!);
    }
}
