using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Pickling.Model;
using Pickling.Multiprocessing.Managers;
using Pickling.Multiprocessing.Managers.Typed;

namespace Pickling.Multiprocessing;

/// <summary>Stands for an object that lives in a manager's process: Python's <c>BaseProxy</c>.</summary>
/// <remarks>
/// It can be an argument or part of one: Python gets a proxy of its own for the same object. Disposing it tells the manager
/// that this program needs the object no more; the manager keeps it while others do.
/// </remarks>
public sealed class PickleProxy : IAsyncDisposable
{
    private const string Iterator = "Iterator";

    private readonly PickleManagerThread? _thread;
    private int _isReleased;

    // With a thread, another proxy counts on the object and keeps it.
    internal PickleProxy(PickleManagerClient manager, ManagerToken token, IReadOnlyList<string> methods, PickleManagerThread? thread = null)
    {
        Manager = manager;
        Token = token;
        Methods = methods;
        _thread = thread;
    }

    /// <summary>The name under which the manager knows the object's type, such as <c>list</c>.</summary>
    public string TypeId => Token.TypeId;

    /// <summary>The methods that the manager lets others call; empty when it did not say.</summary>
    public IReadOnlyList<string> Methods { get; }

    internal PickleManagerClient Manager { get; }

    internal ManagerToken Token { get; }

    // How typed proxies turn values into what is pickled of them.
    internal PickleOptions Options => Manager.ValueOptions;

    /// <summary>The object behind an interface, whose methods call those of the same names in Python.</summary>
    /// <typeparam name="T">
    /// An interface. <c>AddItem</c> and <c>AddItemAsync</c> call <c>add_item</c>, unless <see cref="PickleMethodAttribute"/> names another;
    /// a property is an attribute (of a <c>Namespace</c>), an indexer <c>__getitem__</c> and <c>__setitem__</c>. A
    /// <see cref="CancellationToken"/> ends the wait, and disposing it, where it can be, disposes the proxy.
    /// </typeparam>
    /// <remarks>
    /// Parameters and results may be of any type that typed loads and dumps take, and interfaces of further proxies. A method
    /// that returns no task blocks its thread. Made at run time, and therefore not for native AOT; there,
    /// <see cref="CallAsync{T}(string, ReadOnlySpan{object?})"/> does the same.
    /// </remarks>
    /// <exception cref="NotSupportedException">A method of the interface is generic or has a parameter by reference, or it has an event.</exception>
    [RequiresDynamicCode("The interface is implemented at run time. Call methods by CallAsync instead.")]
    [RequiresUnreferencedCode("The members of the interface must be there at run time. Call methods by CallAsync instead.")]
    public T As<T>()
        where T : class => (T)AsInterface(typeof(T));

    /// <summary>Calls a method and gives what it returns.</summary>
    /// <param name="method">Its name in Python, such as <c>append</c> or <c>__getitem__</c>.</param>
    /// <param name="arguments">Its arguments by position.</param>
    /// <exception cref="PickleManagerException">The method raised an exception, or may not be called.</exception>
    public ValueTask<object?> CallAsync(string method, params ReadOnlySpan<object?> arguments) => CallAsync(method, PyTuple.Create(arguments), null);

    /// <summary>Calls a method and gives what it returns as a .NET type.</summary>
    /// <param name="method">Its name in Python.</param>
    /// <param name="arguments">Its arguments by position.</param>
    /// <typeparam name="T">A type as for <see cref="PyValue.At{T}(object?, ReadOnlySpan{object?})"/>, or any that <see cref="Pickle.Loads{T}(ReadOnlySpan{byte}, PickleOptions?)"/> takes.</typeparam>
    /// <exception cref="PickleManagerException">The method raised an exception, or may not be called.</exception>
    /// <exception cref="PickleException">The result is no <typeparamref name="T"/>.</exception>
    public ValueTask<T> CallAsync<T>(string method, params ReadOnlySpan<object?> arguments)
    {
        return As(CallAsync(method, PyTuple.Create(arguments), null), Options);

        static async ValueTask<T> As(ValueTask<object?> result, PickleOptions options) => ManagerValue.Read<T>(await result.ConfigureAwait(false), options);
    }

    /// <summary>Calls a method with arguments by name too.</summary>
    /// <param name="method">Its name in Python.</param>
    /// <param name="arguments">Its arguments by position.</param>
    /// <param name="keywords">Its arguments by name, or null.</param>
    /// <param name="cancellationToken">Ends the wait; the method goes on in the manager.</param>
    /// <exception cref="PickleManagerException">The method raised an exception, or may not be called.</exception>
    public ValueTask<object?> CallAsync(string method, PyTuple arguments, PyDict? keywords, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isReleased != 0, this);
        return _thread is null
            ? Manager.CallObjectAsync(Token, Methods, method, arguments, keywords ?? [], cancellationToken)
            : _thread.CallAsync(Token, Methods, method, arguments, keywords ?? [], cancellationToken);
    }

    /// <summary>A copy of the object itself.</summary>
    public ValueTask<object?> GetValueAsync(CancellationToken cancellationToken = default) => CallAsync("#GETVALUE", PyTuple.Empty, null, cancellationToken);

    /// <summary>The items one after the other, as Python's <c>for</c> gets them: of a dict its keys, of an <c>Iterator</c> what is left.</summary>
    /// <param name="cancellationToken">Ends the wait for an item.</param>
    /// <remarks>One call for each item; <see cref="GetValueAsync"/> brings all that a list or dict has in one.</remarks>
    public async IAsyncEnumerable<object?> IterateAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (TypeId == Iterator)
        {
            // Python 2 has the other name.
            string next = Options.Protocol < 3 ? "next" : "__next__";
            while (await StepAsync(next, PyTuple.Empty, "StopIteration", cancellationToken).ConfigureAwait(false) is (true, var item))
            {
                yield return item;
            }
        }
        else if (TypeId == "dict" || Methods.Contains("__iter__"))
        {
            object? made = await CallAsync("__iter__", PyTuple.Empty, null, cancellationToken).ConfigureAwait(false);
            PickleProxy items = made as PickleProxy ?? throw new PickleConnectionException($"__iter__() of {TypeId} gave {PyValue.Repr(made, 200)} where a proxy is expected.");
            await using (items.ConfigureAwait(false))
            {
                await foreach (object? item in items.IterateAsync(cancellationToken).ConfigureAwait(false))
                {
                    yield return item;
                }
            }
        }
        else
        {
            for (long index = 0; await StepAsync("__getitem__", PyTuple.Create(index), "IndexError", cancellationToken).ConfigureAwait(false) is (true, var item); index++)
            {
                yield return item;
            }
        }
    }

    /// <summary>An attribute of a <c>Namespace</c>.</summary>
    public ValueTask<object?> GetAttributeAsync(string name) => CallAsync("__getattribute__", name);

    /// <summary>Sets an attribute of a <c>Namespace</c>.</summary>
    public async ValueTask SetAttributeAsync(string name, object? value) => await CallAsync("__setattr__", name, value).ConfigureAwait(false);

    private async ValueTask<(bool IsThere, object? Item)> StepAsync(string method, PyTuple arguments, string end, CancellationToken cancellationToken)
    {
        try
        {
            return (true, await CallAsync(method, arguments, null, cancellationToken).ConfigureAwait(false));
        }
        catch (PickleManagerException error) when (error.ErrorType?.Name == end)
        {
            return default;
        }
    }

    [RequiresDynamicCode("The interface is implemented at run time.")]
    [RequiresUnreferencedCode("The members of the interface must be there at run time.")]
    internal object AsInterface(Type type) => TypedProxy.Make(type, this);

    /// <summary>What it stands for: the type and the manager's id of the object.</summary>
    public override string ToString() => $"proxy of {TypeId} {Token.Id}";

    /// <summary>Tells the manager that this program needs the object no more.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isReleased, 1) == 0 && _thread is null)
        {
            await Manager.ReleaseAsync(Token).ConfigureAwait(false);
        }
    }
}
