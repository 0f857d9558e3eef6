namespace Pickling.Multiprocessing.Channels;

/// <summary>The result of a task that a blocking call made, and which is complete but for streams that know no blocking.</summary>
internal static class BlockingWait
{
    public static T Wait<T>(this ValueTask<T> task) => task.IsCompleted ? task.Result : task.AsTask().GetAwaiter().GetResult();

    public static void Wait(this ValueTask task)
    {
        if (task.IsCompleted)
        {
            task.GetAwaiter().GetResult();
        }
        else
        {
            task.AsTask().GetAwaiter().GetResult();
        }
    }
}
