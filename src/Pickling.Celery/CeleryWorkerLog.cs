using Microsoft.Extensions.Logging;

namespace Pickling.Celery;

/// <summary>What a worker tells its operator.</summary>
internal sealed partial class CeleryWorkerLog(ILogger logger)
{
    [LoggerMessage(1, LogLevel.Information, "Worker {Worker} takes tasks from {Queues}")]
    public partial void Started(string worker, string queues);

    [LoggerMessage(2, LogLevel.Warning, "{Worker}: the broker or the backend cannot be asked: {Reason}")]
    public partial void BrokerFailed(string worker, string reason);

    [LoggerMessage(3, LogLevel.Error, "{Worker}: task {Task}[{Id}] failed")]
    public partial void TaskFailed(string worker, string task, string id, Exception error);

    [LoggerMessage(4, LogLevel.Warning, "{Worker}: task {Id} does not end although it was cancelled; the worker goes on without it")]
    public partial void FunctionIgnoresCancellation(string worker, string id);

    [LoggerMessage(5, LogLevel.Error, "{Worker}: a message of queue {Queue} was dropped: {Reason}")]
    public partial void MessageDropped(string worker, string queue, string reason);

    [LoggerMessage(6, LogLevel.Information, "{Worker}: task {Id} goes back into its queue, because the worker stops")]
    public partial void TaskPutBack(string worker, string id);

    [LoggerMessage(7, LogLevel.Warning, "{Worker}: a command was skipped: {Reason}")]
    public partial void CommandSkipped(string worker, string reason);

    [LoggerMessage(8, LogLevel.Error, "{Worker}: the end of task {Id} could not be told, so it will be delivered again: {Reason}")]
    public partial void EndLost(string worker, string id, string reason);

    [LoggerMessage(9, LogLevel.Warning, "{Worker}: a message that was taken and not acknowledged is delivered again")]
    public partial void MessageRestored(string worker);

    [LoggerMessage(10, LogLevel.Error, "{Worker}: a message that was taken and not acknowledged cannot be delivered again: {Reason}")]
    public partial void RestoreFailed(string worker, string reason);

    [LoggerMessage(11, LogLevel.Warning, "{Worker}: a task has ended after its connection was lost, so it will be delivered again")]
    public partial void DeliveryLost(string worker);

    [LoggerMessage(12, LogLevel.Warning, "{Worker}: what follows task {Id} is not sent: {Reason}")]
    public partial void FollowersSkipped(string worker, string id, string reason);

    [LoggerMessage(14, LogLevel.Information, "{Worker} was told to shut down by a command: it takes no more tasks, and ends when those that run have ended")]
    public partial void ShutDownByCommand(string worker);

    [LoggerMessage(13, LogLevel.Debug, "{Worker}: the event {Type} could not be sent: {Reason}")]
    public partial void EventLost(string worker, string type, string reason);
}
