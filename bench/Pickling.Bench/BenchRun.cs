namespace Pickling.Bench;

/// <summary>A whole run: every workload, every contender, in turns.</summary>
internal sealed class BenchRun(BenchOptions options, TextWriter output)
{
    // What a machine with a smaller cache gets by itself: the runtime derives the first generation's size from it.
    private static readonly (string Name, string Value) SmallGen0 = ("DOTNET_GCGen0MaxBudget", "0x600000");

    /// <summary>Runs, prints, and returns the exit code: 1 when this library failed a workload.</summary>
    public int Run()
    {
        WorkloadFolder folder = new(options);
        string? python = options.Python ?? PythonFinder.Fastest();
        folder.Generate(python, options.Protocol);
        if (options.InProcess)
        {
            return RunInProcess(folder);
        }

        if (options.NoPython)
        {
            python = null;
        }

        BenchReport report = new(options, python is null ? null : PythonFinder.Describe(python));
        output.WriteLine(report.Heading);
        foreach (string operation in options.Operations)
        {
            List<BenchRow> rows = [];
            output.WriteLine();
            output.WriteLine(report.TextHeader(operation));
            foreach (string name in folder.Selected)
            {
                BenchRow row = Measure(folder, python, name, operation);
                rows.Add(row);
                output.WriteLine(report.TextRow(row));
                output.Flush();
            }

            report.Add(operation, rows);
        }

        if (options.Markdown is { } path)
        {
            report.WriteMarkdown(path);
        }

        return report.AllHeld ? 0 : 1;
    }

    private BenchRow Measure(WorkloadFolder folder, string? python, string name, string operation)
    {
        string path = folder.FolderPath;
        List<(string Contender, Peer Peer)> peers = [(BenchRow.Pickling, Peer.StartDotNet(Jobs.Pickling, path, name, operation))];
        try
        {
            if (options.SmallGen0)
            {
                peers.Add((BenchRow.SmallGen0, Peer.StartDotNet(Jobs.Pickling, path, name, operation, SmallGen0)));
            }

            if (options.Razorvine is { } assembly)
            {
                peers.Add((BenchRow.Razorvine, Peer.StartDotNet(Jobs.Razorvine, path, name, operation, (RazorvineJobs.AssemblyVariable, Path.GetFullPath(assembly)))));
            }

            if (python is not null)
            {
                peers.Add((BenchRow.CPython, Peer.StartPython(python, path, name, operation, collector: true)));
                peers.Add((BenchRow.CPython, Peer.StartPython(python, path, name, operation, collector: false)));
            }

            peers.ForEach(entry => entry.Peer.AwaitReady());
            for (int round = 0; round < options.Rounds; round++)
            {
                peers.ForEach(entry => entry.Peer.TakeSample());
            }
        }
        finally
        {
            peers.ForEach(entry => entry.Peer.Dispose());
        }

        Dictionary<string, Sample> medians = [];
        Dictionary<string, string> failures = [];
        foreach ((string contender, Peer peer) in peers)
        {
            if (peer.Failure is { } reason)
            {
                failures[contender] = reason;
                continue;
            }

            // Python runs with its collector on and off; the faster of the two counts.
            Sample median = Sample.Median(peer.Samples);
            if (!medians.TryGetValue(contender, out Sample other) || median.CpuNanoseconds < other.CpuNanoseconds)
            {
                medians[contender] = median;
            }
        }

        return new(name, folder.BytesOf(name), medians, failures)
        {
            Memory = options.Memory ? Peer.MemoryOfDotNet(path, name, operation) : null,
            PythonMemory = options.Memory && python is not null ? Peer.MemoryOfPython(python, path, name, operation) : null,
        };
    }

    private int RunInProcess(WorkloadFolder folder)
    {
        foreach (string operation in options.Operations)
        {
            foreach (string name in folder.Selected)
            {
                Func<object?> call = PeerLoop.WarmUp(Jobs.Pickling, folder.FolderPath, name, operation, out int number);
                for (int round = 0; round < options.Rounds; round++)
                {
                    Sample sample = PeerLoop.TakeSample(call, number);
                    output.WriteLine($"{operation} {name} {sample.CpuNanoseconds / 1e6:F3} ms, allocated {sample.AllocatedBytes / 1e6:F1} MB");
                }
            }
        }

        return 0;
    }
}
