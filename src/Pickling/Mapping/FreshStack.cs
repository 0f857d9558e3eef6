using System.Runtime.ExceptionServices;

namespace Pickling.Mapping;

/// <summary>
/// Goes on with a fresh stack where this thread's is nearly used up, so that a linked list of a million nodes loads and
/// dumps: converters call each other as .NET types nest, and only recursive types nest as deep as a pickle says.
/// </summary>
internal static class FreshStack
{
    // Memory that the system hands out as it is touched.
    private const int StackBytes = 64 * 1024 * 1024;

    /// <summary>Runs in another thread while this one waits.</summary>
    public static T Run<T>(Func<T> work)
    {
        T result = default!;
        ExceptionDispatchInfo? error = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = work();
                }
                catch (Exception caught)
                {
                    error = ExceptionDispatchInfo.Capture(caught);
                }
            },
            StackBytes)
        {
            IsBackground = true,
            Name = "Pickling deep value",
        };
        thread.Start();
        thread.Join();
        error?.Throw();
        return result;
    }
}
