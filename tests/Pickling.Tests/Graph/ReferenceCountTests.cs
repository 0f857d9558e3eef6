using System.Numerics;
using System.Text;
using Pickling.Machine;
using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Graph;

/// <summary>Values made in .NET as cPickle of CPython 2.7 writes the same; the expected bytes are that interpreter's.</summary>
public sealed class ReferenceCountTests
{
    private static readonly object[] Twice = ["ab"];

    public static TheoryData<string, object?, int, string> Values => new()
    {
        { "text held by its dict alone", new PyDict { ["ab"] = "cd" }, 2, "\u0080\u0002}q\u0001X\u0002\u0000\u0000\u0000abX\u0002\u0000\u0000\u0000cds." },
        { "text that a list's iterator holds", new PyList { "ab" }, 2, "\u0080\u0002]q\u0001X\u0002\u0000\u0000\u0000abq\u0002a." },
        { "text of one character", new PyList { "a", "a" }, 1, "]q\u0001(X\u0001\u0000\u0000\u0000aX\u0001\u0000\u0000\u0000ae." },
        { "items of a dict in protocol 0", new PyDict { ["ab"] = 1 }, 0, "(dp1\nVab\np2\nI1\ns." },
        { "root that its caller holds", PyTuple.Create(1, 2), 2, "\u0080\u0002K\u0001K\u0002\u0086q\u0001." },
        { "tuple in a tuple", PyTuple.Create(PyTuple.Create(1), new PyList()), 2, "\u0080\u0002K\u0001\u0085]\u0086q\u0001." },
        { "shared text in tuples", PyTuple.Create(Twice[0], PyTuple.Create(Twice[0])), 2, "\u0080\u0002X\u0002\u0000\u0000\u0000abq\u0001h\u0001\u0085\u0086q\u0002." },
        { "shared empty list", SharedEmptyList(), 1, "(]q\u0001h\u0001tq\u0002." },
        { "bytes", PyTuple.Create("ab"u8.ToArray(), Array.Empty<byte>()), 2, "\u0080\u0002U\u0002abU\u0000\u0086q\u0001." },
        { "bytearray", new PyByteArray("ab"u8), 2, "\u0080\u0002c__builtin__\nbytearray\nq\u0001X\u0002\u0000\u0000\u0000abU\u0007latin-1\u0086Rq\u0002." },
        { "set", PySet.Create(1), 2, "\u0080\u0002c__builtin__\nset\nq\u0001]q\u0002K\u0001a\u0085Rq\u0003." },
        { "empty set", new PySet(), 2, "\u0080\u0002c__builtin__\nset\nq\u0001]\u0085Rq\u0002." },
        { "int of 64 bits", 1L << 40, 2, "\u0080\u0002I1099511627776\n." },
        { "long", new object[] { new BigInteger(0), new BigInteger(5) }, 2, "\u0080\u0002]q\u0001(\u008a\u0000\u008a\u0001\u0005e." },
        { "long in protocol 1", new BigInteger(5), 1, "L5L\n." },
        { "float of 17 digits", 0.1, 0, "F0.10000000000000001\n." },
        { "large float", 1e300, 0, "F1.0000000000000001e+300\n." },
        { "small float", 1e-5, 0, "F1.0000000000000001e-05\n." },
        { "decimal", 1.10m, 2, "\u0080\u0002cdecimal\nDecimal\nq\u0001U\u00041.10\u0085Rq\u0002." },
        { "uuids", new object[] { Guid.Parse("00000000-0000-0000-0000-000000000005"), Guid.Parse("00000000-0000-0000-0000-000000000006") }, 2,
            "\u0080\u0002]q\u0001(cuuid\nUUID\nq\u0002)\u0081q\u0003}q\u0004U\u0003intq\u0005\u008a\u0001\u0005sbh\u0002)\u0081q\u0006}q\u0007h\u0005\u008a\u0001\u0006sbe." },
        { "exception", new PyObject(new PyGlobal("builtins", "ValueError"), PyTuple.Create("bad"), PyConstruction.Reduce), 2,
            "\u0080\u0002cexceptions\nValueError\nq\u0001X\u0003\u0000\u0000\u0000badq\u0002\u0085q\u0003Rq\u0004." },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void Value_has_the_memo_entries_of_cPickle(string name, object? value, int protocol, string expected)
    {
        byte[] pickle = Pickle.Dumps(value, new PickleOptions { Protocol = protocol, Profile = CPythonProfile.Python27 });
        Assert.True(Encoding.Latin1.GetString(pickle) == expected, $"{name}: {Convert.ToHexString(pickle)}");
    }

    [Fact]
    public void Items_that_can_be_had_only_once_are_written()
    {
        var queue = new Queue<object?>(["ab", "cd"]);

        Assert.Equal(
            "]q\u0001(X\u0002\u0000\u0000\u0000abq\u0002X\u0002\u0000\u0000\u0000cdq\u0003e.",
            Encoding.Latin1.GetString(Pickle.Dumps(Drain(queue), new PickleOptions { Protocol = 1, Profile = CPythonProfile.Python27 })));
    }

    [Fact]
    public void Time_zone_is_refused_for_it_does_not_exist_there()
    {
        var options = new PickleOptions { Protocol = 2, Profile = CPythonProfile.Python27 };

        var error = Assert.Throws<PicklingException>(() => Pickle.Dumps(DateTimeOffset.UnixEpoch, options));
        Assert.Contains("datetime.timezone", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_added_between_two_dumps_of_a_session_is_shared_too()
    {
        var target = new MemoryStream();
        using var pickler = new Pickler(target, new PickleOptions { Protocol = 1, Profile = CPythonProfile.Python27 });
        var list = new PyList();
        var inner = new PyList();
        pickler.Dump(PyTuple.Create(list));
        pickler.ClearMemo();
        list.Add(PyTuple.Create(inner, inner));
        pickler.Dump(PyTuple.Create(list));

        Assert.Equal("(]tq\u0001.(]q\u0001(]q\u0002h\u0002tq\u0003atq\u0004.", Encoding.Latin1.GetString(target.ToArray()));
    }

    // Constants of running code are others in CPython 3.11 and 3.12; what any version has loaded is shared.
    [Fact]
    public void Loaded_text_and_bytes_of_one_character_share_it_below_protocol_3()
    {
        object? value = Pickle.Loads(Pickle.Dumps(new PyList { "a"u8.ToArray(), "a" }));

        Assert.All(CPythonProfile.All.Skip(1), profile => Assert.Equal(
            "80025d710028635f636f646563730a656e636f64650a7101580100000061710258060000006c6174696e3171038671045271056802652e",
            Convert.ToHexStringLower(Pickle.Dumps(value, new PickleOptions { Protocol = 2, Profile = profile }))));
    }

    private static IEnumerable<object?> Drain(Queue<object?> queue)
    {
        while (queue.TryDequeue(out object? item))
        {
            yield return item;
        }
    }

    private static PyTuple SharedEmptyList()
    {
        var list = new PyList();
        return PyTuple.Create(list, list);
    }
}
