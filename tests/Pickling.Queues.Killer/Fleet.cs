namespace Pickling.Queues.Killer;

/// <summary>A queue on a server that can be killed: sends jobs, and tells what became of them.</summary>
internal abstract class Fleet : IAsyncDisposable
{
    /// <summary>What a worker is told to find the server.</summary>
    public abstract string Address { get; }

    public abstract Task EnqueueAsync(int jobs);

    public abstract void KillServer();

    /// <summary>Whether nothing waits and nobody holds a job; false also while the server cannot be asked.</summary>
    public abstract Task<bool> IsDoneAsync();

    /// <summary>Where jobs are that have not ended, in a line for a person.</summary>
    public abstract Task<string> DescribeOpenAsync();

    public abstract Task<long> CountResultsAsync();

    public abstract ValueTask DisposeAsync();

    public static async Task<Fleet> StartAsync(string system, string folder) => system switch
    {
        "celery-rabbitmq" => await RabbitMqFleet.StartAsync(folder),
        _ => await RedisFleet.StartAsync(system == "rq", folder),
    };
}
