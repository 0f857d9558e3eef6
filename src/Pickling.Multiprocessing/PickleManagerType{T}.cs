using System.Collections.Immutable;
using Pickling.Model;
using Pickling.Multiprocessing.Managers;
using Pickling.Multiprocessing.Managers.Server;
using Pickling.Multiprocessing.Managers.Standard;

namespace Pickling.Multiprocessing;

/// <summary>A type of objects that a <see cref="PickleManagerServer"/> shares, with the methods that Python may call.</summary>
/// <remarks>
/// Calls of different clients run at the same time, as in Python: the object must stand that, or its methods take a lock. A
/// method that waits for another call must be added by <see cref="AsyncMethod"/>.
/// </remarks>
/// <typeparam name="T">The .NET type of the objects.</typeparam>
public sealed class PickleManagerType<T> : PickleManagerType
    where T : class
{
    private readonly Func<PickleManagerCall, T>? _create;
    private readonly Func<T, object?> _getValue = static value => value;
    private readonly Func<T, string> _represent = static value => value is IPyValue ? StandardTypes.Represent(value) : value.ToString() ?? "";
    private readonly Func<object, T?> _adopt = static value => value as T;

    /// <summary>Begins a type, as yet without methods.</summary>
    /// <param name="typeId">The name under which Python asks for such an object.</param>
    /// <param name="create">
    /// Makes an object, or gives one that is there: then all clients share it. Null for objects that only methods of others
    /// return (<see cref="ProxyMethod"/>).
    /// </param>
    public PickleManagerType(string typeId, Func<PickleManagerCall, T>? create)
        : base(CheckName(typeId), ImmutableDictionary<string, ManagerMethod>.Empty) => _create = create;

    private PickleManagerType(
        PickleManagerType<T> other,
        ImmutableDictionary<string, ManagerMethod>? methods = null,
        Func<T, object?>? getValue = null,
        Func<T, string>? represent = null,
        Func<object, T?>? adopt = null)
        : base(other.TypeId, methods ?? other.Methods)
    {
        _create = other._create;
        _getValue = getValue ?? other._getValue;
        _represent = represent ?? other._represent;
        _adopt = adopt ?? other._adopt;
    }

    /// <summary>The type with one more method.</summary>
    /// <param name="name">Its name in Python, such as <c>append</c> or <c>__len__</c>.</param>
    /// <param name="body">What it does; what it returns is pickled for the caller.</param>
    public PickleManagerType<T> Method(string name, Func<T, PickleManagerCall, object?> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return With(name, (value, call) => ValueTask.FromResult(body((T)value, call)), null);
    }

    /// <summary>The type with one more method, which returns None.</summary>
    /// <param name="name">Its name in Python.</param>
    /// <param name="body">What it does.</param>
    public PickleManagerType<T> Method(string name, Action<T, PickleManagerCall> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return With(
            name,
            (value, call) =>
            {
                body((T)value, call);
                return ValueTask.FromResult<object?>(null);
            },
            null);
    }

    /// <summary>The type with one more method, which may wait: for the network, or for another call.</summary>
    /// <param name="name">Its name in Python.</param>
    /// <param name="body">
    /// What it does. The call's <see cref="PickleManagerCall.CancellationToken"/> ends when the caller leaves.
    /// </param>
    public PickleManagerType<T> AsyncMethod(string name, Func<T, PickleManagerCall, ValueTask<object?>> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return With(name, (value, call) => body((T)value, call), null);
    }

    /// <summary>The type with one more method, whose result is not copied but shared too: Python's <c>method_to_typeid</c>.</summary>
    /// <param name="name">Its name in Python.</param>
    /// <param name="resultTypeId">The type, of the same server, that the result is shared as; Python must have registered it too.</param>
    /// <param name="body">
    /// What it does. As an <c>Iterator</c>, which every <c>SyncManager</c> has, it may give anything enumerable, also an
    /// <c>IAsyncEnumerable&lt;object?&gt;</c>: Python asks for one item after the other. Where it gives null, Python gets None.
    /// </param>
    public PickleManagerType<T> ProxyMethod(string name, string resultTypeId, Func<T, PickleManagerCall, object?> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(resultTypeId);
        return With(name, (value, call) => ValueTask.FromResult(body((T)value, call)), resultTypeId);
    }

    /// <summary>The type with one more method, which may wait, and whose result is shared as that of <see cref="ProxyMethod"/> is.</summary>
    /// <param name="name">Its name in Python.</param>
    /// <param name="resultTypeId">As for <see cref="ProxyMethod"/>.</param>
    /// <param name="body">What it does, as for <see cref="AsyncMethod"/> and <see cref="ProxyMethod"/>.</param>
    public PickleManagerType<T> AsyncProxyMethod(string name, string resultTypeId, Func<T, PickleManagerCall, ValueTask<object?>> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(resultTypeId);
        return With(name, (value, call) => body((T)value, call), resultTypeId);
    }

    /// <summary>The type with another answer to <c>proxy._getvalue()</c>, Python's copy of the whole object. Default: the object itself is pickled.</summary>
    public PickleManagerType<T> ValueBy(Func<T, object?> getValue)
    {
        ArgumentNullException.ThrowIfNull(getValue);
        return new(this, getValue: getValue);
    }

    /// <summary>The type with another answer to <c>str(proxy)</c>. Default: <c>ToString</c>.</summary>
    public PickleManagerType<T> RepresentationBy(Func<T, string> represent)
    {
        ArgumentNullException.ThrowIfNull(represent);
        return new(this, represent: represent);
    }

    /// <summary>The type that takes more than its own objects as results of methods.</summary>
    internal PickleManagerType<T> AdoptBy(Func<object, T?> adopt) => new(this, adopt: adopt);

    /// <summary>The type with a check before one of its methods.</summary>
    internal PickleManagerType<T> Guarded(string name, Action<PickleManagerCall> check)
    {
        ManagerMethod method = Methods[name];
        return new(this, Methods.SetItem(name, method with
        {
            Body = (value, call) =>
            {
                check(call);
                return method.Body(value, call);
            },
        }));
    }

    internal override object Create(PickleManagerCall call) => _create is null
        ? throw PythonErrors.Raise("ValueError", $"objects of {TypeId} come from methods of others; none can be made")
        : _create(call) ?? throw new InvalidOperationException($"Create of {TypeId} gave null.");

    internal override object? Adopt(object value) => _adopt(value);

    internal override object? GetValue(object value) => _getValue((T)value);

    internal override string Represent(object value) => _represent((T)value);

    private PickleManagerType<T> With(string name, Func<object, PickleManagerCall, ValueTask<object?>> body, string? resultTypeId) =>
        new(this, Methods.SetItem(CheckName(name), new ManagerMethod(body, resultTypeId)));

    // Python makes a method of each name by exec: what is no name would be code there, and a keyword an error for all clients.
    private static string CheckName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            throw new ArgumentException($"'{name}' is no name in every Python: letters of ASCII, digits and _ are.", nameof(name));
        }

        return !PythonNames.IsKeyword(name)
            ? name
            : throw new ArgumentException($"'{name}' is a keyword of Python, so nothing can have this name: Python programs write {PythonNames.Usable(name)}.", nameof(name));
    }
}
