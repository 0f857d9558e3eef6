namespace Pickling.Celery;

/// <summary>A worker's side of a broker: takes tasks and ends them, hears commands and answers them.</summary>
internal interface ICeleryIntake
{
    /// <summary>kombu's name of the broker, for <c>celery inspect stats</c>.</summary>
    string Transport { get; }

    /// <summary>Becomes a worker among others: from now on commands are heard.</summary>
    Task EnterAsync(Func<CeleryDelivery, Task> onCommand);

    /// <summary>The next task, as soon as there is one. What is wrong with the broker is told to the log and waited for.</summary>
    Task<CeleryDelivery> TakeAsync(CancellationToken stopping);

    /// <summary>Tells how many tasks the worker keeps until their time comes, beside those that run.</summary>
    void SetWaiting(int count);

    /// <summary>No more tasks are taken. Those that nobody took go back.</summary>
    Task StopTakingAsync();

    /// <summary>Tells a task's end: its result first, then what follows it, then its acknowledgement.</summary>
    /// <returns>False when the task will be delivered again, and what follows it is not sent until then.</returns>
    Task<bool> FinishAsync(CeleryDelivery delivery, CeleryOutcome? outcome, IReadOnlyList<(string Queue, CeleryMessage Message)> next);

    /// <summary>Ends a message that is none.</summary>
    Task DropAsync(CeleryDelivery delivery);

    /// <summary>Puts a task back to where it is taken next.</summary>
    Task PutBackAsync(CeleryDelivery delivery);

    /// <summary>Done now and then: tells that the tasks at hand are still worked on, and brings back those of the dead.</summary>
    Task UpkeepAsync(IEnumerable<CeleryDelivery> held);

    /// <summary>Answers a command; the message says where to.</summary>
    Task ReplyAsync(CeleryMessage reply);

    /// <summary>Is no worker any more.</summary>
    Task LeaveAsync();
}
