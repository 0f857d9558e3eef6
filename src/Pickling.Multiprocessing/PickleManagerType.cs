using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Pickling.Multiprocessing.Managers.Server;
using Pickling.Multiprocessing.Managers.Typed;

namespace Pickling.Multiprocessing;

/// <summary>A type of objects that a <see cref="PickleManagerServer"/> shares: Python's <c>BaseManager.register</c>.</summary>
/// <remarks>Only the methods that it lists can be called. Immutable; <see cref="PickleManagerType{T}"/> makes one.</remarks>
public abstract class PickleManagerType
{
    private protected PickleManagerType(string typeId, ImmutableDictionary<string, ManagerMethod> methods)
    {
        TypeId = typeId;
        Methods = methods;
    }

    /// <summary>The name under which Python asks for such an object: <c>register("Queue")</c>, <c>manager.Queue()</c>.</summary>
    public string TypeId { get; }

    /// <summary>The methods that may be called, by Python's names.</summary>
    public IEnumerable<string> MethodNames => Methods.Keys;

    internal ImmutableDictionary<string, ManagerMethod> Methods { get; }

    /// <summary>A type with every method of an interface, by the names that Python has for them: <c>AddItemAsync</c> is <c>add_item</c>.</summary>
    /// <param name="typeId">The name under which Python asks for such an object.</param>
    /// <param name="create">Makes an object, or gives one that is there; null for objects that only methods of others return.</param>
    /// <param name="options">How arguments and results of .NET types are dumped and loaded; default <see cref="PickleOptions.Default"/>.</param>
    /// <typeparam name="T">
    /// An interface of methods. Parameters are given by position or by their names in snake_case, and may be left out where
    /// they have a default; a <see cref="CancellationToken"/> is the call's. <see cref="PickleMethodAttribute"/> renames a method,
    /// and says whether its result is shared instead of copied.
    /// </typeparam>
    /// <remarks>Looks at the interface by reflection, and therefore is not for native AOT; there, list the methods.</remarks>
    /// <exception cref="NotSupportedException">
    /// The interface has a property or an event, a method that is generic or has a parameter by reference, or two methods that Python
    /// could not tell apart: overloads. (<c>Add</c> beside <c>AddAsync</c> with the same parameters are one.)
    /// </exception>
    [RequiresDynamicCode("Methods are called by reflection. Add them one by one instead.")]
    [RequiresUnreferencedCode("The members of the interface must be there at run time. Add methods one by one instead.")]
    public static PickleManagerType<T> FromInterface<T>(string typeId, Func<PickleManagerCall, T>? create, PickleOptions? options = null)
        where T : class => TypedService.Make(typeId, create, options ?? PickleOptions.Default);

    internal abstract object Create(PickleManagerCall call);

    /// <summary>What is shared where a method gives this value as an object of this type; null where it is none.</summary>
    internal abstract object? Adopt(object value);

    internal abstract object? GetValue(object value);

    internal abstract string Represent(object value);
}
