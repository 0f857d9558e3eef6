using Pickling.Model;
using Pickling.Workers;
using StackExchange.Redis;

namespace Pickling.Rq;

/// <summary>What a function may know about the job that it serves; take it as a parameter.</summary>
public sealed class RqJobContext : WorkerCall
{
    private readonly IDatabase _database;
    private readonly CallPickler _pickler;

    internal RqJobContext(RqJobInfo job, string function, string queue, IServiceProvider? services, IDatabase database, CallPickler pickler, CancellationToken cancellationToken)
        : base(job.Id, function, queue, services, cancellationToken)
    {
        Job = job;
        _database = database;
        _pickler = pickler;
    }

    /// <summary>The job as it was when the worker took it.</summary>
    public RqJobInfo Job { get; }

    /// <summary>The data of the program's own that goes with it; empty when there is none.</summary>
    public async Task<PyDict> GetMetaAsync() =>
        (byte[]?)await _database.HashGetAsync(RqFormat.JobKey(Id), "meta").ConfigureAwait(false) is { Length: > 0 } meta ? _pickler.Loads<PyDict>(meta)! : [];

    /// <summary>Replaces that data, for example to tell how far the work is (<c>job.get_meta()</c> in Python).</summary>
    /// <param name="meta">The data.</param>
    public Task SetMetaAsync(PyDict meta)
    {
        ArgumentNullException.ThrowIfNull(meta);
        return _database.HashSetAsync(RqFormat.JobKey(Id), "meta", _pickler.Dumps(meta));
    }
}
