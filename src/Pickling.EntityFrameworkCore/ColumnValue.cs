namespace Pickling.EntityFrameworkCore;

/// <summary>Writes and reads a column's pickle, and says whose it is when that fails.</summary>
internal static class ColumnValue
{
    public static byte[] Dump<T>(T value, PickleOptions options, string? property)
    {
        try
        {
            return Pickle.Dumps<T>(value, options);
        }
        catch (PicklingException error) when (property is not null)
        {
            throw new PicklingException($"{property}: {error.Message}", error);
        }
    }

    public static T Load<T>(byte[] pickle, PickleOptions options, string? property)
    {
        try
        {
            return Pickle.Loads<T>(pickle, options);
        }
        catch (PickleException error)
        {
            throw new PickleException($"{property ?? "a property"}: the column's {pickle.Length} bytes are no pickle of a {typeof(T)}: {error.Message}", error);
        }
    }

    public static T LoadText<T>(string text, PickleOptions options, string? property)
    {
        byte[] pickle;
        try
        {
            pickle = Convert.FromBase64String(text);
        }
        catch (FormatException error)
        {
            throw new PickleException($"{property ?? "a property"}: the column's {text.Length} characters are no base64: {error.Message}", error);
        }

        return Load<T>(pickle, options, property);
    }
}
