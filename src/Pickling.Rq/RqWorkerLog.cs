using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Pickling.Rq;

/// <summary>What a worker tells its operator.</summary>
internal sealed partial class RqWorkerLog(ILogger logger)
{
    /// <summary>Whether Redis is the reason: its client has two families of exceptions.</summary>
    public static bool IsTroubleOfRedis(Exception error) => error is RedisException or RedisTimeoutException;

    /// <summary>Whether that passes: a server that cannot be reached, or that has just started and reads its data.</summary>
    public static bool IsPassingTrouble(Exception error) => IsTroubleOfRedis(error)
        && (error is not RedisServerException || error.Message.StartsWith("LOADING", StringComparison.Ordinal) || error.Message.StartsWith("EXECABORT", StringComparison.Ordinal));

    [LoggerMessage(1, LogLevel.Information, "Worker {Worker} takes jobs from {Queues}")]
    public partial void Started(string worker, string queues);

    [LoggerMessage(2, LogLevel.Warning, "{Worker}: Redis cannot be asked: {Reason}")]
    public partial void RedisFailed(string worker, string reason);

    [LoggerMessage(3, LogLevel.Error, "{Worker}: job {Job} ({Description}) {End}")]
    public partial void JobFailed(string worker, string job, string description, string end, Exception error);

    [LoggerMessage(4, LogLevel.Warning, "{Worker}: job {Job} does not end although it was cancelled; the worker goes on without it")]
    public partial void FunctionIgnoresCancellation(string worker, string job);

    [LoggerMessage(5, LogLevel.Warning, "{Worker}: the result of job {Job} was dropped: it was cancelled, deleted or given to another worker")]
    public partial void ResultDropped(string worker, string job);

    [LoggerMessage(6, LogLevel.Information, "{Worker}: job {Job} goes back into its queue, because the worker stops")]
    public partial void JobPutBack(string worker, string job);

    [LoggerMessage(7, LogLevel.Warning, "{Worker}: a command was skipped: {Reason}")]
    public partial void CommandSkipped(string worker, string reason);

    [LoggerMessage(8, LogLevel.Error, "{Worker}: the end of job {Job} could not be told to Redis, so it counts as abandoned: {Reason}")]
    public partial void JobLost(string worker, string job, string reason);

    [LoggerMessage(9, LogLevel.Warning, "Jobs of queue {Queue} were abandoned by their workers: {Jobs}")]
    public partial void JobsAbandoned(string queue, string jobs);

    [LoggerMessage(10, LogLevel.Error, "{Worker}: job {Job} failed, and its callback for that failed too, whose error is the one that RQ keeps")]
    public partial void CallbackFailed(string worker, string job, Exception error);

    [LoggerMessage(11, LogLevel.Warning, "{Worker}: a webhook of job {Job} could not be sent: {Reason}")]
    public partial void WebhookFailed(string worker, string job, string reason);

    [LoggerMessage(12, LogLevel.Warning, "{Worker}: {Namesake} was a worker of this name a moment ago; if it still is, RQ's views and commands mix up both, so give each a name of its own")]
    public partial void NameTaken(string worker, string namesake);
}
