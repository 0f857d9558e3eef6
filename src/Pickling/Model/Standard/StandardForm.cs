using System.Diagnostics.CodeAnalysis;

namespace Pickling.Model.Standard;

/// <summary>
/// A constructed object seen the same way whatever protocol and version wrote it: its class by the newest name, the
/// arguments, and the builtin value inside that <c>copyreg._reconstructor</c> gives.
/// </summary>
internal readonly struct StandardForm
{
    private StandardForm(PyObject source, string name, PyTuple arguments, bool isNew, string? baseName = null, object? baseValue = null)
    {
        Source = source;
        Name = name;
        Arguments = arguments;
        IsNew = isNew;
        BaseName = baseName;
        BaseValue = baseValue;
    }

    /// <summary>The object as the pickle has it.</summary>
    internal PyObject Source { get; }

    /// <summary>Module and name of the class or function, as the newest Python spells them.</summary>
    internal string Name { get; }

    internal PyTuple Arguments { get; }

    /// <summary>Whether the class's <c>__new__</c> is called: an instance of a class, not the result of any function.</summary>
    internal bool IsNew { get; }

    /// <summary>The builtin that the class derives from, such as <c>builtins.list</c>, where protocol 0 or 1 said so.</summary>
    internal string? BaseName { get; }

    /// <summary>The value of that builtin.</summary>
    internal object? BaseValue { get; }

    internal object? State => Source.State;

    /// <summary>Whether nothing was given but a class: no arguments and no items.</summary>
    internal bool IsBare =>
        IsNew && Arguments.Count == 0 && BaseName is null or "builtins.object"
        && Source is { ListItems: null, DictItems: null, SetItems: null };

    internal static bool TryOpen([NotNullWhen(true)] object? value, out StandardForm form)
    {
        form = default;
        if (value is not PyObject source)
            return false;
        switch (source.Callable)
        {
            case PyGlobal global:
                form = Open(source, global);
                return true;

            // getattr(zoneinfo.ZoneInfo, '_unpickle'), called in its turn.
            case PyObject { Callable: PyGlobal { Name: "getattr" }, Arguments: [PyGlobal owner, string attribute] }:
                form = new StandardForm(source, StandardClasses.NewestName(owner) + "." + attribute, source.Arguments, isNew: false);
                return true;
            default:
                return false;
        }
    }

    private static StandardForm Open(PyObject source, PyGlobal global)
    {
        string name = StandardClasses.NewestName(global);
        PyTuple arguments = source.Arguments;
        if (source.Construction != PyConstruction.Reduce)
            return new StandardForm(source, name, arguments, isNew: true);
        return (name, arguments) switch
        {
            ("copyreg._reconstructor", [PyGlobal type, PyGlobal parent, var inner]) =>
                new StandardForm(source, StandardClasses.NewestName(type), PyTuple.Empty, isNew: true, StandardClasses.NewestName(parent), inner),
            ("copyreg.__newobj__", [PyGlobal type, ..]) =>
                new StandardForm(source, StandardClasses.NewestName(type), PyTuple.Create(arguments.Items[1..]), isNew: true),
            _ => new StandardForm(source, name, arguments, isNew: false),
        };
    }
}
