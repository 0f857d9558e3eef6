using System.Collections.Concurrent;
using System.Diagnostics;
using Pickling.EntityFrameworkCore.Tests;
using Pickling.Tests.Corpus;
using Pickling.Workers;
using Xunit;

namespace Pickling.Celery.Tests;

/// <summary>A broker, and Debian's Python with the real Celery on it, which eng/peers.sh installs.</summary>
public abstract class CeleryPeer : IAsyncDisposable
{
    private const string Program = "/usr/bin/python3";

    private readonly ConcurrentQueue<string?> _said = [];
    private Process? _worker;

    private static string Folder => Path.Combine(Repository.Root, "tests", "Pickling.Celery.Tests");

    /// <summary>As <c>broker_url</c> and <c>result_backend</c> say it to Python.</summary>
    protected abstract (string Broker, string Backend) Urls { get; }

    /// <summary>Waits for the broker; skips the test where it or Celery is missing, and fails it with CI=true.</summary>
    public virtual Task RequireAsync()
    {
        if (!Processes.TryRun(Program, out string output, "-c", "import celery"))
        {
            string reason = $"{Program} has no celery (eng/peers.sh installs it on Debian): {output.Trim()}";
            Assert.True(Environment.GetEnvironmentVariable("CI") != "true", reason);
            Assert.Skip(reason);
        }

        return Task.CompletedTask;
    }

    public abstract CeleryClient OpenClient(CeleryOptions? options = null);

    public abstract CeleryWorker OpenWorker(WorkerFunctions functions, CeleryWorkerOptions options, IServiceProvider? services = null);

    /// <summary>How many messages wait in a queue, those that a worker holds not counted.</summary>
    public abstract Task<long> CountAsync(string queue);

    /// <summary>Deletes what waits in a queue.</summary>
    public abstract Task PurgeAsync(string queue);

    /// <summary>What the worker of Python has said.</summary>
    public string WorkerLog => string.Join('\n', _said);

    /// <summary>The repr of an expression, after some statements, with the tests' app.</summary>
    public string Eval(string statements, string expression)
    {
        (int code, string output) = Run([Path.Combine(Folder, "celery_peer.py"), statements, expression]);
        Assert.True(code == 0, output);
        return output.Trim();
    }

    /// <summary>The command <c>celery</c>.</summary>
    public string Celery(params string[] arguments)
    {
        (int code, string output) = Run(["-m", "celery", "-A", "celery_app", .. arguments]);
        Assert.True(code == 0, output);
        return output;
    }

    /// <summary>
    /// Starts one worker of Python for the queue <c>celery</c>. No other has its name: two classes of tests share a RabbitMQ, and workers
    /// of one name share their commands there, so that one would hear what is meant for the other.
    /// </summary>
    public void StartWorker()
    {
        if (_worker is not null)
        {
            return;
        }

        ProcessStartInfo start = Start(["-m", "celery", "-A", "celery_app", "worker", "-c", "1", "-n", $"python-{Guid.NewGuid():N}@tests", "--without-gossip", "--without-mingle", "-Q", "celery", "-l", "INFO"]);
        _worker = Process.Start(start)!;
        _worker.OutputDataReceived += (_, line) => _said.Enqueue(line.Data);
        _worker.ErrorDataReceived += (_, line) => _said.Enqueue(line.Data);
        _worker.BeginOutputReadLine();
        _worker.BeginErrorReadLine();
    }

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _worker?.Kill(entireProcessTree: true);
        _worker?.Dispose();
        return default;
    }

    private (int Code, string Output) Run(string[] arguments)
    {
        using Process process = Process.Start(Start(arguments))!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> text = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(90)))
        {
            process.Kill(entireProcessTree: true);
            return (-1, $"{string.Join(' ', arguments)} did not end");
        }

        return (process.ExitCode, process.ExitCode == 0 ? text.Result : text.Result + errors.Result);
    }

    private ProcessStartInfo Start(string[] arguments)
    {
        var start = new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Folder };
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";

        // Another version of Celery may stand there.
        string? more = Environment.GetEnvironmentVariable("PYTHONPATH");
        start.Environment["PYTHONPATH"] = string.IsNullOrEmpty(more) ? Folder : $"{Folder}:{more}";
        (start.Environment["PICKLING_BROKER"], start.Environment["PICKLING_BACKEND"]) = Urls;

        // The tests run as root in CI; Celery wants to be told that this is meant.
        start.Environment["C_FORCE_ROOT"] = "1";
        return start;
    }
}
