namespace Pickling.Stores;

/// <summary>Reads a stored pickle, and says which entry of which store it was when that fails.</summary>
internal static class StoredPickle
{
    public static T Load<T>(string store, string key, ReadOnlySpan<byte> pickle, PickleOptions options)
    {
        try
        {
            return Pickle.Loads<T>(pickle, options);
        }
        catch (PickleException error)
        {
            throw Broken(store, key, error.Message, error);
        }
    }

    public static PickleException Broken(string store, string key, string problem, Exception? error = null) =>
        new($"{store}, key '{key}': {problem}", error);
}
