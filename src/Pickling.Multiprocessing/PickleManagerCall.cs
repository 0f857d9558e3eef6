using Pickling.Model;
using Pickling.Multiprocessing.Managers;
using Pickling.Multiprocessing.Managers.Server;

namespace Pickling.Multiprocessing;

/// <summary>One call that came to a <see cref="PickleManagerServer"/>: its arguments, by position and by name.</summary>
public sealed class PickleManagerCall
{
    private readonly PickleOptions _options;

    internal PickleManagerCall(string method, PyTuple arguments, PyDict keywords, PickleOptions options, object caller, CancellationToken cancellationToken)
    {
        _options = options;
        Method = method;
        Arguments = arguments;
        KeywordsAsSent = keywords;
        Keywords = keywords.Keys.All(static key => key is string)
            ? keywords
            : new PyDict(keywords.Select(static pair => KeyValuePair.Create(ManagerText.Of(pair.Key) ?? pair.Key, pair.Value)));
        Caller = caller;
        CancellationToken = cancellationToken;
    }

    /// <summary>The method that is called, or the type that is to be made.</summary>
    public string Method { get; }

    /// <summary>The arguments by position. A proxy of an object of this server comes as a <see cref="PickleSharedObject"/>.</summary>
    public PyTuple Arguments { get; }

    /// <summary>The arguments by name.</summary>
    public PyDict Keywords { get; }

    // What Python 2 calls an argument is its own str, which as a key of a dict stays one where such are not decoded.
    internal PyDict KeywordsAsSent { get; }

    /// <summary>Ends when the caller leaves or the server closes: for methods that wait.</summary>
    public CancellationToken CancellationToken { get; }

    // The caller's thread, of which each has a connection of its own: it, not its process, owns an RLock.
    internal object Caller { get; }

    /// <summary>An argument that the caller must give.</summary>
    /// <param name="position">Its place among the arguments, from 0.</param>
    /// <param name="name">Its name, for callers that give it by name; null when it has none.</param>
    /// <typeparam name="T">
    /// What it is taken as: a type as for <see cref="PyValue.At{T}(object?, ReadOnlySpan{object?})"/>, or any that
    /// <see cref="Pickle.Loads{T}(ReadOnlySpan{byte}, PickleOptions?)"/> takes.
    /// </typeparam>
    /// <exception cref="PickleManagerException">It is missing or of another type: the caller gets a <c>TypeError</c>.</exception>
    public T Argument<T>(int position, string? name = null) => TryGet(position, name, out object? value)
        ? As<T>(value, position, name)
        : throw PythonErrors.Raise("TypeError", $"{Method}() missing a required argument: {(name is null ? "" : $"'{name}', ")}number {position + 1}");

    /// <summary>An argument that the caller may leave out.</summary>
    /// <param name="position">Its place among the arguments, from 0.</param>
    /// <param name="name">Its name, for callers that give it by name; null when it has none.</param>
    /// <param name="fallback">What to take when it is left out.</param>
    /// <typeparam name="T">
    /// What it is taken as: a type as for <see cref="PyValue.At{T}(object?, ReadOnlySpan{object?})"/>, or any that
    /// <see cref="Pickle.Loads{T}(ReadOnlySpan{byte}, PickleOptions?)"/> takes.
    /// </typeparam>
    /// <exception cref="PickleManagerException">It is of another type: the caller gets a <c>TypeError</c>.</exception>
    public T Argument<T>(int position, string? name, T fallback) => TryGet(position, name, out object? value) ? As<T>(value, position, name) : fallback;

    /// <summary>Refuses a call with more arguments than there are, which else would be ignored.</summary>
    /// <param name="positionsMax">How many there are by position at most.</param>
    /// <param name="names">Those that may be given by name.</param>
    /// <exception cref="PickleManagerException">There are more: the caller gets a <c>TypeError</c>.</exception>
    public void AllowOnly(int positionsMax, params ReadOnlySpan<string> names)
    {
        if (Arguments.Count > positionsMax)
        {
            throw PythonErrors.Raise("TypeError", $"{Method}() takes at most {positionsMax} {(positionsMax == 1 ? "argument" : "arguments")} ({Arguments.Count} given)");
        }

        foreach (object keyword in Keywords.Keys)
        {
            if (keyword is not string text || !names.Contains(text))
            {
                throw PythonErrors.Raise("TypeError", $"{Method}() got an unexpected keyword argument {PyValue.Repr(keyword, 100)}");
            }
        }
    }

    private bool TryGet(int position, string? name, out object? value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        value = null;
        if (position < Arguments.Count)
        {
            value = Arguments[position];
            return true;
        }

        return name is not null && Keywords.TryGetValue(name, out value);
    }

    private T As<T>(object? value, int position, string? name)
    {
        // A str of Python 2 that was not decoded is a text to who asks for one.
        if (typeof(T) == typeof(string) && value is PyByteString && ManagerText.Of(value) is { } text)
        {
            return (T)(object)text;
        }

        // Whoever asks for the object behind a proxy gets it.
        if (value is PickleSharedObject { Value: T shared } && typeof(T) != typeof(object))
        {
            return shared;
        }

        try
        {
            return ManagerValue.Read<T>(value, _options);
        }
        catch (PickleException error)
        {
            throw PythonErrors.BadArgument(Method, name is null ? $"{position + 1}" : $"'{name}'", error);
        }
    }
}
