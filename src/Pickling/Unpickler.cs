using Pickling.Graph;
using Pickling.Model;

namespace Pickling;

/// <summary>
/// Reads one pickle after the other with one memo: what a <see cref="Pickler"/>, Python's or this library's, wrote with one.
/// <see cref="Pickle.Load(Stream, PickleOptions?)"/> reads pickles that stand alone.
/// </summary>
/// <remarks>A load that fails leaves the memo as it was, and a stream that can seek where the pickle began. Not for several threads at once.</remarks>
public sealed class Unpickler
{
    private readonly Stream _source;
    private readonly UnpicklerMemo _memo;

    /// <summary>Makes an unpickler for a stream, which stays open; each load leaves it right after the pickle.</summary>
    /// <param name="source">A stream that can be read; as for <see cref="Pickle.Load(Stream, PickleOptions?)"/>.</param>
    /// <param name="options">Limits, encoding, hooks; null for <see cref="PickleOptions.Default"/>. Its buffers are begun anew by each load.</param>
    public Unpickler(Stream source, PickleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        _source = source;
        Options = options ?? PickleOptions.Default;
        _memo = new UnpicklerMemo(Options);
    }

    /// <summary>How the unpickler reads.</summary>
    public PickleOptions Options { get; }

    /// <summary>Entries of the memo.</summary>
    public int MemoCount => _memo.Count;

    /// <summary>The memo by index, copied. Setting it replaces the memo, which the next pickles then refer to.</summary>
    /// <exception cref="ArgumentOutOfRangeException">On setting: an index is negative.</exception>
    public IReadOnlyDictionary<long, object?> Memo
    {
        get => new Dictionary<long, object?>(_memo.Entries);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            KeyValuePair<long, object?>[] entries = [.. value.OrderBy(entry => entry.Key)];
            if (entries.Length > 0)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(entries[0].Key, nameof(value));
            }

            _memo.Clear(Options);
            foreach ((long index, object? item) in entries)
            {
                _memo.Put(index, Boxed.Normalize(item));
            }
        }
    }

    /// <summary>Reads the next pickle.</summary>
    /// <returns>The natural object graph; it shares objects with those of earlier pickles.</returns>
    /// <exception cref="PickleException">The bytes are no pickle, are damaged, end early, or break a limit.</exception>
    public object? Load() => GraphLoader.Load(_source, Options, _memo);

    /// <summary>Reads the next pickle as a <typeparamref name="T"/>.</summary>
    /// <typeparam name="T">As for <see cref="Pickle.Loads{T}(ReadOnlySpan{byte}, PickleOptions?)"/>.</typeparam>
    /// <exception cref="PickleException">The bytes are no pickle, or it holds something else.</exception>
    public T Load<T>() => PyConvert.To<T>(Load());

    /// <summary>Reads the next pickle.</summary>
    /// <param name="cancellationToken">Ends the load between two reads.</param>
    /// <returns>The natural object graph; it shares objects with those of earlier pickles.</returns>
    /// <exception cref="PickleException">The bytes are no pickle, are damaged, end early, or break a limit.</exception>
    public ValueTask<object?> LoadAsync(CancellationToken cancellationToken = default) =>
        GraphLoader.LoadAsync(_source, Options, cancellationToken, _memo);

    /// <summary>Forgets every object of earlier pickles.</summary>
    public void ClearMemo() => _memo.Clear(Options);
}
