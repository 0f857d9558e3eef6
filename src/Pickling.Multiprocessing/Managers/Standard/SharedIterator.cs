namespace Pickling.Multiprocessing.Managers.Standard;

/// <summary>Hands out items one at a time, to several callers in turn.</summary>
internal sealed class SharedIterator(IEnumerable<object?> items)
{
    private readonly object?[] _items = [.. items];
    private int _taken;

    public bool TryNext(out object? item)
    {
        int index = Interlocked.Increment(ref _taken) - 1;
        bool isThere = index >= 0 && index < _items.Length;
        item = isThere ? _items[index] : null;
        if (!isThere)
        {
            Close();
        }

        return isThere;
    }

    public void Close() => Volatile.Write(ref _taken, _items.Length);
}
