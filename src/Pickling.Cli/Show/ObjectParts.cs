using Pickling.Model;

namespace Pickling.Cli.Show;

/// <summary>
/// What an object is, whichever way a protocol makes it: below protocol 2 an instance is a call of a function of copyreg,
/// later it is made by its class.
/// </summary>
internal sealed class ObjectParts
{
    private ObjectParts(PyObject made, object? callable, IReadOnlyList<object?> arguments)
    {
        Made = made;
        Callable = callable;
        Arguments = arguments;
        Attributes = AttributesOf(made.State);
    }

    internal PyObject Made { get; }

    internal object? Callable { get; }

    internal IReadOnlyList<object?> Arguments { get; }

    /// <summary>The attributes of dict and slots together; null when the state is something else.</summary>
    internal PyDict? Attributes { get; }

    /// <summary>The class or function, if it is one by name.</summary>
    internal PyGlobal? Global => Callable as PyGlobal;

    /// <summary>Whether the call says everything.</summary>
    internal bool IsOnlyCalled => Global is not null && Made is { HasState: false, KeywordArguments: null, StateSetter: null } && !HasItems;

    /// <summary>Whether its items say everything, as for an OrderedDict.</summary>
    internal bool IsOnlyItems => Global is not null && Arguments.Count == 0 && HasItems &&
        Made is { HasState: false, KeywordArguments: null, StateSetter: null };

    /// <summary>How many items it has beside arguments and state.</summary>
    internal long ItemCount => (Made.ListItems?.Count ?? 0L) + (Made.DictItems?.Count ?? 0) + (Made.SetItems?.Count ?? 0);

    private bool HasItems => Made.ListItems is not null || Made.DictItems is not null || Made.SetItems is not null;

    internal static ObjectParts Of(PyObject made)
    {
        var arguments = made.Arguments;
        var isHelper = made is { Construction: PyConstruction.Reduce, Global.Module: "copyreg" or "copy_reg" } && arguments.Count > 0;
        if (isHelper && made.Global!.Name == "__newobj__")
            return new ObjectParts(made, arguments[0], [.. arguments.Skip(1)]);
        if (isHelper && made.Global!.Name == "_reconstructor" && arguments.Count == 3)
            return new ObjectParts(made, arguments[0], arguments[2] is null ? [] : [arguments[2]]);
        return new ObjectParts(made, made.Callable, arguments);
    }

    private static PyDict? AttributesOf(object? state)
    {
        var all = state switch
        {
            PyDict attributes => attributes,
            PyTuple { Count: 2 } both when both[0] is PyDict or null && both[1] is PyDict slots => Merged((PyDict?)both[0], slots),
            _ => null,
        };
        return all is not null && all.Keys.All(name => name is string or PyByteString) ? all : null;
    }

    private static PyDict? Merged(PyDict? attributes, PyDict slots)
    {
        var all = new PyDict();
        foreach (var (name, value) in ((IEnumerable<KeyValuePair<object, object?>>?)attributes ?? []).Concat(slots))
        {
            if (!all.TryAdd(name, value))
                return null;
        }

        return all;
    }
}
