namespace Pickling.Caching.Memo;

/// <summary>Reads a result back, and says whose it is when that fails.</summary>
internal static class StoredResult
{
    public static T Load<T>(string key, ReadOnlySpan<byte> pickle, PickleOptions options)
    {
        try
        {
            return Pickle.Loads<T>(pickle, options);
        }
        catch (PickleException error)
        {
            throw Unreadable<T>(key, error);
        }
    }

    public static PickleException Unreadable<T>(string key, Exception error) =>
        new($"the stored result {key} cannot be read as {typeof(T)}; remove it, or give the memoizer another version: {error.Message}", error);
}
