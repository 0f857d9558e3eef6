namespace Pickling.Celery.RabbitMq;

/// <summary>What came back of one task: its last state.</summary>
internal sealed class RpcReply
{
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CeleryMessage? _message;
    private long _since = Environment.TickCount64;

    public CeleryMessage? Message => Volatile.Read(ref _message);

    /// <summary>Ends when the next state comes.</summary>
    public Task News => Volatile.Read(ref _news).Task;

    public TimeSpan Age => TimeSpan.FromMilliseconds(Environment.TickCount64 - Interlocked.Read(ref _since));

    public void Tell(CeleryMessage message)
    {
        Interlocked.Exchange(ref _since, Environment.TickCount64);
        Volatile.Write(ref _message, message);
        Interlocked.Exchange(ref _news, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }
}
