namespace Quickstart;

/// <summary>Functions that remember their results.</summary>
internal static class Memoized
{
    /// <summary>The function, called once for each key of <see cref="StableKey"/>.</summary>
    public static Func<TArgument, TResult> Of<TArgument, TResult>(Func<TArgument, TResult> function)
    {
        Dictionary<string, TResult> results = [];
        return argument =>
        {
            string key = StableKey.Of(argument);
            if (!results.TryGetValue(key, out TResult? result))
            {
                result = function(argument);
                results.Add(key, result);
            }

            return result;
        };
    }
}
