using Pickling.Model;
using Pickling.Model.Standard;

namespace Pickling.Graph;

/// <summary>
/// The caller's classes during a load: finds them under their names, makes their objects and gives them state and items.
/// What the caller's own code throws becomes an error that names the class.
/// </summary>
internal sealed class RegisteredClasses
{
    private readonly PickleTypeMap _types;
    private readonly Func<PyGlobal, PyGlobal>? _findClass;

    private RegisteredClasses(PickleOptions options)
    {
        _types = options.TypeMap;
        _findClass = options.FindClass;
    }

    /// <summary>Null when there is nothing to find or rename.</summary>
    public static RegisteredClasses? Of(PickleOptions options) =>
        options.FindClass is not null || options.TypeMap.HasClasses || options.TypeMap.HasRenames ? new RegisteredClasses(options) : null;

    /// <summary>A global by its present name: the renames first, then the caller's own hook.</summary>
    public PyGlobal Find(PyGlobal global)
    {
        if (_types.HasRenames)
        {
            global = _types.Renamed(global);
        }

        return _findClass is null
            ? global
            : _findClass(global) ?? throw new PickleException($"PickleOptions.FindClass gave null for {global}; to refuse a class, throw");
    }

    /// <summary>The class of an object that was made by one; null for anything else.</summary>
    public PickleClass? Of(object? value) =>
        value is not null and not IPyValue && _types.HasClasses && _types.TryGetClass(value.GetType(), out PickleClass? mapping) ? mapping : null;

    /// <summary>The object that a call makes, or the call itself.</summary>
    public object Make(PyObject call)
    {
        if (!_types.HasClasses || ClassOf(call, out PyObject plain) is not { } mapping || mapping.NeedsState)
        {
            return call;
        }

        object made = Create(mapping, plain);
        GiveBaseItems(mapping, made, plain);
        return made;
    }

    /// <summary>The object that a call with its state makes; null when it stays the call.</summary>
    public object? Complete(PyObject instance)
    {
        if (!_types.HasClasses || ClassOf(instance, out PyObject plain) is not { NeedsState: true } mapping)
        {
            return null;
        }

        plain.State = instance.State;
        return Create(mapping, plain);
    }

    public static void SetState(PickleClass mapping, object target, object? state)
    {
        try
        {
            mapping.SetObjectState(target, state);
        }
        catch (Exception error) when (IsForeign(error))
        {
            throw Failed(mapping, "SetState", error);
        }
    }

    public static void Append(PickleClass mapping, object target, object? item)
    {
        try
        {
            mapping.AppendTo(target, item);
        }
        catch (Exception error) when (IsForeign(error))
        {
            throw Failed(mapping, "Append", error);
        }
    }

    public static void SetItem(PickleClass mapping, object target, object? key, object? value)
    {
        try
        {
            mapping.SetItemOf(target, key, value);
        }
        catch (Exception error) when (IsForeign(error))
        {
            throw Failed(mapping, "SetItem", error);
        }
    }

    public static void Add(PickleClass mapping, object target, object? item)
    {
        try
        {
            mapping.AddTo(target, item);
        }
        catch (Exception error) when (IsForeign(error))
        {
            throw Failed(mapping, "AddItem", error);
        }
    }

    // The class that a call makes an object of, and the call as it would be in the newest protocol: copyreg and functools
    // stand in for the opcodes that older ones lack.
    private PickleClass? ClassOf(PyObject call, out PyObject plain)
    {
        plain = call;
        switch (call.Global?.Known)
        {
            case KnownGlobal.Reconstructor when call.Arguments is [PyGlobal type, PyGlobal, var state]:
                plain = BuiltinForms.ReadReconstruction(call.Arguments)
                    ?? new PyObject(type, PyTuple.Create(state), PyConstruction.NewObject);
                break;
            case KnownGlobal.NewObject when call.Arguments.Count > 0:
                plain = new PyObject(call.Arguments[0], PyTuple.Create(call.Arguments.Items[1..]), PyConstruction.NewObject);
                break;
            case KnownGlobal.NewObjectEx when call.Arguments is [var type, PyTuple arguments, PyDict keywords]:
                plain = new PyObject(type, arguments, PyConstruction.NewObjectEx) { KeywordArguments = keywords };
                break;
            case null when BuiltinForms.TryReadPartialNew(call, out PyObject? made):
                plain = made;
                break;
        }

        return plain.Global is { } global && _types.TryGetClass(global, out PickleClass? mapping) && mapping.CanCreate ? mapping : null;
    }

    // The list or dict that _reconstructor passes to a subclass of it.
    private static void GiveBaseItems(PickleClass mapping, object target, PyObject plain)
    {
        foreach (object? item in plain.ListItems ?? [])
        {
            Append(mapping, target, item);
        }

        if (plain.DictItems is { } entries)
        {
            int position = 0;
            while (entries.TryGetEntry(ref position, out object? key, out object? value))
            {
                SetItem(mapping, target, key, value);
            }
        }
    }

    private static object Create(PickleClass mapping, PyObject call)
    {
        try
        {
            return mapping.CreateObject(call);
        }
        catch (Exception error) when (IsForeign(error))
        {
            throw Failed(mapping, "Create", error);
        }
    }

    private static bool IsForeign(Exception error) => error is not PickleException and not OperationCanceledException;

    private static PickleException Failed(PickleClass mapping, string member, Exception error) =>
        new($"{member} of {mapping.Name} failed: {error.Message}", error);
}
