namespace Pickling.Workers;

/// <summary>The functions that a worker may run, by the names under which Python calls them.</summary>
/// <remarks>
/// A message names a function; what is not in here is refused. No type and no method is ever looked up by that name.
/// Register everything before a worker starts.
/// </remarks>
public sealed class WorkerFunctions
{
    private readonly Dictionary<string, WorkerFunction> _byName = new(StringComparer.Ordinal);

    /// <summary>The registered names, in their order.</summary>
    public IReadOnlyCollection<string> Names => _byName.Keys;

    /// <summary>Registers a function under a name.</summary>
    /// <remarks>
    /// <para>
    /// Positional arguments fill the parameters in order, keyword arguments by name: <c>unit_price</c> or <c>unitPrice</c> for
    /// a parameter <c>unitPrice</c>. A missing one takes its default value, and a <c>params</c> array takes all positional
    /// ones that are left. Arguments become the parameter's type as <c>Pickle.Loads&lt;T&gt;</c> would make it.
    /// </para>
    /// <para>
    /// A parameter of type <see cref="WorkerCall"/> (or what derives from it), <see cref="CancellationToken"/> or
    /// <see cref="IServiceProvider"/> is given by the worker and does not show in Python. A task is awaited; what it
    /// gives, or what the function returns, is the result.
    /// </para>
    /// </remarks>
    /// <param name="name">The name in Python, with its module: <c>shop.tasks.price</c>.</param>
    /// <param name="function">A lambda or a method.</param>
    /// <returns>This, for the next one.</returns>
    /// <exception cref="ArgumentException">The name is taken, or a parameter is passed by reference.</exception>
    public WorkerFunctions Add(string name, Delegate function)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(function);
        if (!_byName.TryAdd(name, new WorkerFunction(name, function)))
        {
            throw new ArgumentException($"A function is registered as {name} already.", nameof(name));
        }

        return this;
    }

    internal WorkerFunction Find(string name) => _byName.TryGetValue(name, out WorkerFunction? function)
        ? function
        : throw new WorkerCallException(
            $"The function {name} is not registered here{(_byName.Count == 0 ? "" : $" (registered: {string.Join(", ", _byName.Keys.Take(10))}{(_byName.Count > 10 ? ", ..." : "")})")}.")
        {
            Trouble = WorkerCallTrouble.UnknownFunction,
        };

    internal bool Knows(string name) => _byName.ContainsKey(name);
}
