using System.Collections.Concurrent;
using Pickling.Caching.Memo;

namespace Pickling.Caching;

/// <summary>Makes functions remember their results, by the contents of their arguments.</summary>
/// <remarks>
/// Of calls with equal arguments at one time, one runs and the others wait for it. An exception goes to all of them and is
/// not remembered. Where a call is cancelled, the others go on; the function's own token is cancelled when nobody waits any
/// more. A function of several arguments takes them as a tuple. Safe to use from several threads.
/// </remarks>
public sealed class Memoizer
{
    // Longer ones would end beyond the calendar, which caches refuse.
    private static readonly TimeSpan LifetimeMax = TimeSpan.FromDays(365_000);

    private readonly MemoStore _store;
    private readonly MemoizerOptions _options;
    private readonly string _version;
    private readonly ConcurrentDictionary<string, Flight> _flights = new(StringComparer.Ordinal);
    private readonly AsyncLocal<Flight?> _current = new();

    // Guards who waits for whom.
    private readonly Lock _waits = new();

    /// <summary>Creates a memoizer.</summary>
    /// <param name="store">Where results are kept; it stays the caller's.</param>
    /// <param name="options">Version, lifetimes and more; null for <see cref="MemoizerOptions.Default"/>.</param>
    public Memoizer(MemoStore store, MemoizerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        _store = store;
        _options = options ?? MemoizerOptions.Default;
        _options = _options with { Lifetime = Checked(_options.Lifetime), NegativeLifetime = Checked(_options.NegativeLifetime) };

        // A name may have colons; the version and the hash behind it have none, so no two of them make one key.
        _version = _options.Version.Replace("%", "%25", StringComparison.Ordinal).Replace(":", "%3A", StringComparison.Ordinal);
    }

    /// <summary>Makes a function remember.</summary>
    /// <typeparam name="TArgument">The argument: whatever <see cref="PickleKey.Of{T}"/> takes.</typeparam>
    /// <typeparam name="TResult">The result: for stores that keep pickles, whatever <c>Pickle.Loads</c> gives.</typeparam>
    /// <param name="name">Names the function in the store: another function under this name would find its results.</param>
    /// <param name="function">The function; it should depend on nothing but its argument.</param>
    public Func<TArgument, TResult> Memoize<TArgument, TResult>(string name, Func<TArgument, TResult> function)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(function);
        return argument => GetOrCall(name, argument, function);
    }

    /// <summary>Makes an asynchronous function remember.</summary>
    /// <typeparam name="TArgument">As for <see cref="Memoize"/>.</typeparam>
    /// <typeparam name="TResult">As for <see cref="Memoize"/>.</typeparam>
    /// <param name="name">As for <see cref="Memoize"/>.</param>
    /// <param name="function">The function.</param>
    public Func<TArgument, CancellationToken, Task<TResult>> MemoizeAsync<TArgument, TResult>(
        string name, Func<TArgument, CancellationToken, Task<TResult>> function)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(function);
        return (argument, cancellationToken) => GetOrCallAsync(name, argument, function, cancellationToken);
    }

    /// <summary>The remembered result of a function, or that of calling it now.</summary>
    /// <typeparam name="TArgument">As for <see cref="Memoize"/>.</typeparam>
    /// <typeparam name="TResult">As for <see cref="Memoize"/>.</typeparam>
    /// <param name="name">As for <see cref="Memoize"/>.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="function">The function.</param>
    /// <exception cref="PickleException">The store holds something else under the key.</exception>
    /// <exception cref="InvalidOperationException">The function asks for the very result that it is to find, perhaps by another one.</exception>
    public TResult GetOrCall<TArgument, TResult>(string name, TArgument argument, Func<TArgument, TResult> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        string key = KeyOf(name, argument);
        if (Wait(_store.FindAsync<TResult>(key, CancellationToken.None)) is { IsFound: true } found)
        {
            return found.Value!;
        }

        Flight<TResult> flight = Join<TResult>(key, out bool isMine);
        if (isMine)
        {
            // Nothing in here waits for other threads but the store itself.
            Wait(new ValueTask(FlyAsync(flight, () => Task.FromResult(function(argument)))));
        }

        return WaitAsync(flight, CancellationToken.None).GetAwaiter().GetResult();
    }

    /// <summary>The remembered result of an asynchronous function, or that of calling it now.</summary>
    /// <typeparam name="TArgument">As for <see cref="Memoize"/>.</typeparam>
    /// <typeparam name="TResult">As for <see cref="Memoize"/>.</typeparam>
    /// <param name="name">As for <see cref="Memoize"/>.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="function">The function; its token is cancelled when nobody waits for it any more.</param>
    /// <param name="cancellationToken">Ends this caller's wait.</param>
    /// <exception cref="PickleException">The store holds something else under the key.</exception>
    /// <exception cref="InvalidOperationException">The function asks for the very result that it is to find, perhaps by another one.</exception>
    public async Task<TResult> GetOrCallAsync<TArgument, TResult>(
        string name, TArgument argument, Func<TArgument, CancellationToken, Task<TResult>> function, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        string key = KeyOf(name, argument);
        if (await _store.FindAsync<TResult>(key, cancellationToken).ConfigureAwait(false) is { IsFound: true } found)
        {
            return found.Value!;
        }

        Flight<TResult> flight = Join<TResult>(key, out bool isMine);
        if (isMine)
        {
            _ = FlyAsync(flight, () => function(argument, flight.Abandoned));
        }

        return await WaitAsync(flight, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Forgets the result for one argument.</summary>
    /// <typeparam name="TArgument">As for <see cref="Memoize"/>.</typeparam>
    /// <param name="name">As for <see cref="Memoize"/>.</param>
    /// <param name="argument">The argument.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public ValueTask ForgetAsync<TArgument>(string name, TArgument argument, CancellationToken cancellationToken = default) =>
        _store.RemoveAsync(KeyOf(name, argument), cancellationToken);

    /// <summary>The key under which a result is kept: name, version and the hash of the argument's <see cref="PickleKey"/>.</summary>
    /// <typeparam name="TArgument">As for <see cref="Memoize"/>.</typeparam>
    /// <param name="name">As for <see cref="Memoize"/>.</param>
    /// <param name="argument">The argument.</param>
    public string KeyOf<TArgument>(string name, TArgument argument)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return $"{name}:{_version}:{PickleKey.Of(argument, _options.Keys)}";
    }

    private static TimeSpan? Checked(TimeSpan? lifetime) => lifetime <= TimeSpan.Zero
        ? throw new ArgumentException($"a lifetime of {lifetime} would remember nothing; null means for ever, or not at all")
        : lifetime > LifetimeMax ? LifetimeMax : lifetime;

    // The flight of a key: another's, which this caller joins, or one of its own, which it must fly. Within the call of a
    // flight, the caller is noted as one that waits, until WaitAsync ends.
    private Flight<T> Join<T>(string key, out bool isMine)
    {
        var mine = new Flight<T>(key);
        while (true)
        {
            Flight flight = _flights.GetOrAdd(key, mine);
            isMine = ReferenceEquals(flight, mine);
            if (isMine)
            {
                // Nobody can wait for this caller by a flight that has just begun.
                TryNoteWait(mine);
                return mine;
            }

            if (flight is not Flight<T> other)
            {
                throw new PickleException($"{key} is being computed as another type than {typeof(T)}: two functions have one name");
            }

            if (other.TryJoin())
            {
                if (!TryNoteWait(other))
                {
                    other.Leave();
                    throw new InvalidOperationException($"{key} asks for its own result while it is being computed");
                }

                return other;
            }

            // Abandoned by all who waited: it goes its way, and a new one starts.
            _flights.TryRemove(KeyValuePair.Create<string, Flight>(key, other));
        }
    }

    // False: what is to be waited for waits for the caller, perhaps in other threads, so that neither would ever end.
    private bool TryNoteWait(Flight awaited)
    {
        if (_current.Value is not { } caller)
        {
            return true;
        }

        lock (_waits)
        {
            if (awaited.WaitsFor(caller))
            {
                return false;
            }

            caller.Awaited.Add(awaited);
            return true;
        }
    }

    private async Task<T> WaitAsync<T>(Flight<T> flight, CancellationToken cancellationToken)
    {
        try
        {
            return await flight.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (_current.Value is { } caller)
            {
                lock (_waits)
                {
                    caller.Awaited.Remove(flight);
                }
            }
        }
    }

    private async Task FlyAsync<T>(Flight<T> flight, Func<Task<T>> call)
    {
        _current.Value = flight;
        try
        {
            // Between the caller's look and the start of this flight, an earlier flight may have landed.
            MemoEntry<T> found = await _store.FindAsync<T>(flight.Key, CancellationToken.None).ConfigureAwait(false);
            T result = found.IsFound ? found.Value! : await Called(flight, call).ConfigureAwait(false);
            if (!found.IsFound && (result is not null || _options.NegativeLifetime is not null))
            {
                await KeepAsync(flight.Key, result).ConfigureAwait(false);
            }

            Land(flight);
            flight.Succeed(result);
        }
        catch (Exception error)
        {
            Land(flight);
            flight.Fail(error);
        }
    }

    private static Task<T> Called<T>(Flight<T> flight, Func<Task<T>> call) =>
        call() ?? throw new InvalidOperationException($"the function of {flight.Key} returned null instead of a task");

    private async ValueTask KeepAsync<T>(string key, T result)
    {
        try
        {
            TimeSpan? lifetime = result is null ? _options.NegativeLifetime : _options.Lifetime;
            await _store.KeepAsync(key, result, lifetime, CancellationToken.None).ConfigureAwait(false);
        }
        catch (PicklingException error)
        {
            throw new PicklingException($"the result {key} cannot be kept: {error.Message}", error);
        }
    }

    private void Land(Flight flight) => _flights.TryRemove(KeyValuePair.Create(flight.Key, flight));

    private static T Wait<T>(ValueTask<T> task) => task.IsCompletedSuccessfully ? task.Result : task.AsTask().GetAwaiter().GetResult();

    private static void Wait(ValueTask task) => task.AsTask().GetAwaiter().GetResult();
}
