using Pickling.Interop.Tests.Peers;
using Pickling.Machine;
using Pickling.Model;
using Pickling.Tests.Corpus;
using Xunit;

namespace Pickling.Interop.Tests.Live;

/// <summary>Picklers with a memo, hooks and classes: the same program in Python and in .NET writes the same bytes.</summary>
public sealed class SessionTests(PeerCatalog catalog)
{
    private static readonly PyGlobal Point = new("corpus_model", "Plain");

    public static TheoryData<string, int> Python3AndProtocols()
    {
        var data = new TheoryData<string, int>();
        foreach ((string version, int protocol) in PeerCatalog.VersionsAndProtocols().Select(row => row.Data))
        {
            if (version != "2.7")
            {
                data.Add(version, protocol);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Python3AndProtocols))]
    public void Memo_is_kept_between_dumps_until_it_is_cleared(string version, int protocol)
    {
        byte[] expected = catalog.Require(version).Run("""
            out = io.BytesIO()
            pickler = pickle.Pickler(out, protocol)
            shared = ['alpha', (1, 2.5)]
            pickler.dump(shared)
            pickler.dump({'first': shared, 'second': shared})
            pickler.clear_memo()
            pickler.dump(shared)
            result = out.getvalue()
            """, protocol);
        var target = new MemoryStream();
        using (var pickler = new Pickler(target, Options(version, protocol)))
        {
            var shared = new PyList { "alpha", PyTuple.Create(1, 2.5) };
            pickler.Dump(shared);
            pickler.Dump(new PyDict { ["first"] = shared, ["second"] = shared });
            pickler.ClearMemo();
            pickler.Dump(shared);
        }

        AssertSame(expected, target.ToArray());

        var unpickler = new Unpickler(new MemoryStream(expected), Options(version, protocol));
        object? first = unpickler.Load();
        var second = unpickler.Load<PyDict>();
        Assert.Same(first, second["first"]);
        Assert.Same(first, second["second"]);
    }

    [Theory]
    [MemberData(nameof(Python3AndProtocols))]
    public void Fast_mode_writes_no_memo(string version, int protocol)
    {
        byte[] expected = catalog.Require(version).Run("""
            out = io.BytesIO()
            pickler = pickle.Pickler(out, protocol)
            pickler.fast = True
            shared = ['alpha', 'alpha', (), (1, (2,)), b'xyz', 2.5, {'k': {'n': None}}, frozenset([1]), {7}, bytearray(b'ab'), ValueError('no')]
            pickler.dump([shared, shared])
            result = out.getvalue()
            """, protocol);
        var shared = new PyList
        {
            "alpha", "alpha", PyTuple.Empty, PyTuple.Create(1, PyTuple.Create(2)), "xyz"u8.ToArray(), 2.5,
            new PyDict { ["k"] = new PyDict { ["n"] = null } }, new PyFrozenSet([1]), new PySet { 7 }, new PyByteArray("ab"u8),
            new PyObject(new PyGlobal("builtins", "ValueError"), PyTuple.Create("no"), PyConstruction.Reduce),
        };

        AssertSame(expected, Pickle.Dumps(new PyList { shared, shared }, Options(version, protocol) with { Fast = true }));
    }

    [Theory]
    [MemberData(nameof(Python3AndProtocols))]
    public void Persistent_ids_stand_for_objects_of_any_type(string version, int protocol)
    {
        byte[] expected = catalog.Require(version).Run("""
            class P(pickle.Pickler):
                def persistent_id(self, value):
                    if protocol == 0:
                        return {'alpha': 'one', 7: 'seven', (1, 2): 'pair', True: 'yes'}.get(value) if not isinstance(value, (list, dict)) and value is not None else None
                    if isinstance(value, list) and value == ['inner']:
                        return ('list', [1, 'alpha'])
                    if value == 'alpha' and type(value) is str:
                        return 0
                    if value == 2.5:
                        return ''
                    return None
            out = io.BytesIO()
            P(out, protocol).dump(['alpha', ['inner'], {'alpha': 2.5}, 7, (1, 2), 'beta', 'beta'])
            result = out.getvalue()
            """, protocol);
        object? Id(object? value) => protocol == 0
            ? value switch
            {
                "alpha" => "one",
                7L => "seven",
                PyTuple { Count: 2 } pair when pair[0] is 1L => "pair",
                _ => null,
            }
            : value switch
            {
                PyList { Count: 1 } list when list[0] is "inner" => PyTuple.Create("list", new PyList { 1, "alpha" }),
                "alpha" => 0,
                2.5 => "",
                _ => null,
            };
        var root = new PyList { "alpha", new PyList { "inner" }, new PyDict { ["alpha"] = 2.5 }, 7, PyTuple.Create(1, 2), "beta" };
        root.Add(root[5]);

        AssertSame(expected, Pickle.Dumps(root, Options(version, protocol) with { PersistentId = Id }));
    }

    [Theory]
    [MemberData(nameof(Python3AndProtocols))]
    public void Registered_type_writes_every_part_of_a_reduce_value(string version, int protocol)
    {
        bool hasSetters = version is not ("3.6" or "3.7");
        byte[] expected = catalog.Require(version).Run($$"""
            import copyreg, corpus_model
            class Local(object):
                def __init__(self, form): self.form = form
                def __reduce_ex__(self, protocol): return self.form
            Plain = corpus_model.Plain
            forms = [
                (Plain, (1, 'two')),
                (Plain, (), {'x': 1}),
                (Plain, (), None, iter([1, 'three'])),
                (Plain, (), None, None, iter([('k', 1), ('l', 2)])),
                (Plain, (), (None, {'slot': 1}), iter([1]), iter([('k', 1)])),
            ]
            if {{(hasSetters ? "True" : "False")}}:
                forms.append((Plain, (), 'state', None, None, len))
            objects = [Local(form) for form in forms]
            result = pickle.dumps([objects, objects[0], Plain], protocol)
            """, protocol);
        var forms = new List<PyObject>
        {
            new(Point, PyTuple.Create(1, "two"), PyConstruction.Reduce),
            new(Point, PyTuple.Empty, PyConstruction.Reduce) { State = new PyDict { ["x"] = 1 } },
            new(Point, PyTuple.Empty, PyConstruction.Reduce) { ListItems = [1, "three"] },
            new(Point, PyTuple.Empty, PyConstruction.Reduce) { DictItems = new PyDict { ["k"] = 1, ["l"] = 2 } },
            new(Point, PyTuple.Empty, PyConstruction.Reduce)
            {
                State = PyTuple.Create(null, new PyDict { ["slot"] = 1 }),
                ListItems = [1],
                DictItems = new PyDict { ["k"] = 1 },
            },
        };
        if (hasSetters)
        {
            forms.Add(new(Point, PyTuple.Empty, PyConstruction.Reduce) { State = "state", StateSetter = new PyGlobal("builtins", "len") });
        }

        var local = new PickleClass<Local>("any", "Local") { Reduce = value => value.Form };
        Local[] objects = [.. forms.Select(form => new Local(form))];
        PickleOptions options = Options(version, protocol) with { TypeMap = PickleTypeMap.Empty.Add(local) };

        AssertSame(expected, Pickle.Dumps(new PyList { objects, objects[0], Point }, options));
    }

    [Theory]
    [MemberData(nameof(Python3AndProtocols))]
    public void Reducer_override_goes_before_everything_but_builtins(string version, int protocol)
    {
        if (version is "3.6" or "3.7")
        {
            return;
        }

        byte[] expected = catalog.Require(version).Run("""
            import corpus_model
            class P(pickle.Pickler):
                def reducer_override(self, value):
                    if value is corpus_model.Plain:
                        return (str, ('a class',))
                    if isinstance(value, corpus_model.Plain):
                        return (complex, (1.0, 2.0), {'n': 1})
                    return NotImplemented
            out = io.BytesIO()
            one = corpus_model.Plain.__new__(corpus_model.Plain)
            P(out, protocol).dump([corpus_model.Plain, one, one, corpus_model.Plain, 5, 'text', corpus_model.make])
            result = out.getvalue()
            """, protocol);
        var one = new PyObject(Point, PyTuple.Empty, PyConstruction.NewObject);
        object? Override(object value) => value switch
        {
            PyGlobal { Name: "Plain" } => new PyObject(new PyGlobal("builtins", "str"), PyTuple.Create("a class"), PyConstruction.Reduce),
            PyObject { Global.Name: "Plain" } => new PyObject(new PyGlobal("builtins", "complex"), PyTuple.Create(1.0, 2.0), PyConstruction.Reduce)
            {
                State = new PyDict { ["n"] = 1 },
            },
            _ => null,
        };

        AssertSame(
            expected,
            Pickle.Dumps(
                new PyList { Point, one, one, Point, 5, "text", new PyGlobal("corpus_model", "make") },
                Options(version, protocol) with { ReducerOverride = Override }));
    }

    private static PickleOptions Options(string version, int protocol) =>
        new() { Protocol = protocol, Profile = CPythonProfile.ForVersion(version) };

    private static void AssertSame(byte[] expected, byte[] actual)
    {
        if (!expected.AsSpan().SequenceEqual(actual))
        {
            Assert.Fail(Difference.Of(expected, actual));
        }
    }

    private sealed record Local(PyObject Form);
}
