namespace Pickling.Caching.Memo;

/// <summary>Results as pickles in a dictionary, each behind a pickle of the time when it expires, as in Django's file cache.</summary>
internal sealed class DictionaryMemoStore(IDictionary<string, byte[]> dictionary, int entriesMax, PickleOptions options, TimeProvider clock) : MemoStore
{
    // Making room costs a look at all entries, so a tenth goes at a time.
    private const int RoomShare = 10;

    private readonly Lock _lock = new();

    private double Now => (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;

    public override ValueTask<MemoEntry<T>> FindAsync<T>(string key, CancellationToken cancellationToken)
    {
        byte[]? entry;
        lock (_lock)
        {
            if (!dictionary.TryGetValue(key, out entry))
            {
                return default;
            }
        }

        try
        {
            return IsExpired(entry, out ReadOnlySpan<byte> result)
                ? default
                : ValueTask.FromResult(new MemoEntry<T>(true, Pickle.Loads<T>(result, options)));
        }
        catch (PickleException error)
        {
            throw StoredResult.Unreadable<T>(key, error);
        }
    }

    public override ValueTask KeepAsync<T>(string key, T value, TimeSpan? lifetime, CancellationToken cancellationToken)
    {
        double? expires = lifetime is { } time ? Now + time.TotalSeconds : null;
        byte[] entry = [.. Pickle.Dumps(expires), .. Pickle.Dumps(value, options)];
        lock (_lock)
        {
            if (dictionary.Count >= entriesMax && !dictionary.ContainsKey(key))
            {
                MakeRoom();
            }

            dictionary[key] = entry;
        }

        return default;
    }

    public override ValueTask RemoveAsync(string key, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            dictionary.Remove(key);
        }

        return default;
    }

    private void MakeRoom()
    {
        foreach (string expired in dictionary.Keys.Where(IsExpired).ToList())
        {
            dictionary.Remove(expired);
        }

        int target = entriesMax - Math.Max(1, entriesMax / RoomShare);
        foreach (string first in dictionary.Keys.Take(Math.Max(0, dictionary.Count - target)).ToList())
        {
            dictionary.Remove(first);
        }
    }

    // An entry that others wrote, or that is damaged, is not known to be expired.
    private bool IsExpired(string key)
    {
        try
        {
            return dictionary.TryGetValue(key, out byte[]? entry) && IsExpired(entry, out _);
        }
        catch (PickleException)
        {
            return false;
        }
    }

    // A dictionary that others write may have null for an entry too.
    private bool IsExpired(byte[]? entry, out ReadOnlySpan<byte> result)
    {
        using var stream = new MemoryStream(entry ?? []);
        bool isExpired = Pickle.Load<double?>(stream) is { } expires && expires <= Now;
        result = entry.AsSpan((int)stream.Position);
        return isExpired;
    }
}
