using System.Diagnostics;

namespace Pickling.Bench;

/// <summary>A contender in a process of its own, which takes one sample each time it is asked.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;
    private readonly List<Sample> _samples = [];

    private Peer(Process process) => _process = process;

    /// <summary>Why there is no sample; null while all is well.</summary>
    public string? Failure { get; private set; }

    /// <summary>The samples so far.</summary>
    public IReadOnlyList<Sample> Samples => _samples;

    /// <summary>This program again, as a .NET contender.</summary>
    public static Peer StartDotNet(string contender, string folder, string name, string operation, params (string Name, string Value)[] environment) =>
        StartDotNet([contender, folder, name, operation], environment);

    /// <summary>Python's C pickler, with its cyclic collector on or off.</summary>
    public static Peer StartPython(string python, string folder, string name, string operation, bool collector) =>
        StartPython(python, folder, name, operation, collector ? "on" : "off");

    /// <summary>What a call of this library takes and keeps; null when it failed.</summary>
    public static MemoryUse? MemoryOfDotNet(string folder, string name, string operation)
    {
        using Peer peer = StartDotNet([Jobs.Pickling, folder, name, operation, MemoryUse.Word], []);
        return MemoryUse.Parse(peer.ReadLine());
    }

    /// <summary>What a call of Python takes and keeps; null when it failed.</summary>
    public static MemoryUse? MemoryOfPython(string python, string folder, string name, string operation)
    {
        using Peer peer = StartPython(python, folder, name, operation, MemoryUse.Word);
        return MemoryUse.Parse(peer.ReadLine());
    }

    /// <summary>Waits until the contender has warmed up.</summary>
    public void AwaitReady()
    {
        string line = ReadLine();
        if (!line.StartsWith("ready ", StringComparison.Ordinal))
        {
            Failure = line;
        }
    }

    /// <summary>Takes one sample.</summary>
    public void TakeSample()
    {
        if (Failure is not null)
        {
            return;
        }

        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
        string line = ReadLine();
        if (Sample.Parse(line) is { } sample)
        {
            _samples.Add(sample);
        }
        else
        {
            Failure = line;
        }
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static Peer StartDotNet(string[] arguments, (string Name, string Value)[] environment)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        }

        foreach (string argument in arguments.Prepend(PeerLoop.Command))
        {
            start.ArgumentList.Add(argument);
        }

        foreach ((string variable, string value) in environment)
        {
            start.Environment[variable] = value;
        }

        return Start(start);
    }

    private static Peer StartPython(string python, string folder, string name, string operation, string mode) =>
        Start(new(python, [Path.Combine(AppContext.BaseDirectory, "python_peer.py"), folder, name, operation, mode]));

    private static Peer Start(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        return new(Process.Start(start)!);
    }

    private string ReadLine()
    {
        string? line = _process.StandardOutput.ReadLine();
        if (line is null)
        {
            _process.WaitForExit();
            return $"ended with exit code {_process.ExitCode}";
        }

        return line.StartsWith("failed ", StringComparison.Ordinal) ? line["failed ".Length..] : line;
    }
}
