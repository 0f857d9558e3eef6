using Pickling.Model;
using Pickling.Workers;
using StackExchange.Redis;

namespace Pickling.Rq;

/// <summary>What a function may know about the job that it serves; take it as a parameter.</summary>
public sealed class RqJobContext : WorkerCall
{
    private readonly IDatabase _database;
    private readonly RqOptions _options;
    private readonly CallPickler _pickler;

    internal RqJobContext(
        RqJobInfo job, string function, string queue, Exception? error, IServiceProvider? services, IDatabase database, RqOptions options, CallPickler pickler, CancellationToken cancellationToken)
        : base(job.Id, function, queue, services, cancellationToken)
    {
        Job = job;
        Error = error;
        _database = database;
        _options = options;
        _pickler = pickler;
    }

    /// <summary>The job as it was when the worker took it.</summary>
    public RqJobInfo Job { get; }

    /// <summary>What ended the job, in a callback for failures; null anywhere else.</summary>
    public Exception? Error { get; }

    /// <summary>The data of the program's own that goes with it; empty when there is none.</summary>
    public Task<PyDict> GetMetaAsync() => new RqJob(_database, Id, _options, _pickler).GetMetaAsync();

    /// <summary>Replaces that data, for example to tell how far the work is (<c>job.get_meta()</c> in Python).</summary>
    /// <param name="meta">The data.</param>
    public Task SetMetaAsync(PyDict meta)
    {
        ArgumentNullException.ThrowIfNull(meta);
        return _database.HashSetAsync(RqFormat.JobKey(Id), "meta", _pickler.Dumps(meta));
    }
}
