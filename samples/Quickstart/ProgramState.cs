using System.Diagnostics;
using Pickling.Persistence;

namespace Quickstart;

/// <summary>Program state: save it, end, start again, go on where it was.</summary>
internal static class ProgramState
{
    /// <summary>The argument with which this program starts itself again.</summary>
    public const string ContinueArgument = "--continue";

    private const int StepsBeforeRestart = 50;
    private const int StepsAll = 100;

    public static async Task RunAsync(Report report)
    {
        using TemporaryFolder folder = new();
        SaveAndLoad(report, folder["values.pkl"]);
        await RestartAsync(report, folder["training"]);
    }

    /// <summary>What the fresh process does: load, train on, save.</summary>
    public static void Continue(string folder)
    {
        Training training = Training.Load(folder);
        training.RunTo(StepsAll);
        training.Save(folder);
    }

    private static void SaveAndLoad(Report report, string path)
    {
        List<string> values = ["test value", "test value 2", "test value 3"];
        PickleFile.Save(path, values);
        List<string> loaded = PickleFile.Load<List<string>>(path);
        report.Check($"loaded what was dumped: {string.Join(", ", loaded)}", loaded.SequenceEqual(values));
    }

    private static async Task RestartAsync(Report report, string folder)
    {
        Training uninterrupted = new();
        uninterrupted.RunTo(StepsAll);

        Training training = new();
        training.RunTo(StepsBeforeRestart);
        training.Save(folder);
        int exitCode = await StartAgainAsync(folder);
        training = Training.Load(folder);

        report.Check($"a fresh process went on at step {StepsBeforeRestart} and ended at step {training.Step}", exitCode == 0 && training.Step == StepsAll);
        report.Check($"the loss is that of a run without a restart: {training.Loss:G6}", training.Equals(uninterrupted));

        // As after a power failure: the checksum behind each checkpoint tells whole ones from damaged ones.
        string latest = Directory.GetFiles(folder, "checkpoint-*.pkl").Order(StringComparer.Ordinal).Last();
        File.WriteAllBytes(latest, File.ReadAllBytes(latest)[..^20]);
        report.Check($"without the end of {Path.GetFileName(latest)}, the checkpoint before it holds: step {Training.Load(folder).Step}", Training.Load(folder).Step == StepsBeforeRestart);
    }

    private static async Task<int> StartAgainAsync(string folder)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        }

        start.ArgumentList.Add(ContinueArgument);
        start.ArgumentList.Add(folder);
        using Process process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
