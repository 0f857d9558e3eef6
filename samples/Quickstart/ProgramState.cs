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
        await RestartAsync(report, folder["training.pkl"]);
    }

    /// <summary>What the fresh process does: load, train on, save.</summary>
    public static void Continue(string stateFile)
    {
        Training training = Training.Load(stateFile);
        training.RunTo(StepsAll);
        training.Save(stateFile);
    }

    private static void SaveAndLoad(Report report, string path)
    {
        List<string> values = ["test value", "test value 2", "test value 3"];
        PickleFile.Save(path, values);
        List<string> loaded = PickleFile.Load<List<string>>(path);
        report.Check($"loaded what was dumped: {string.Join(", ", loaded)}", loaded.SequenceEqual(values));
    }

    private static async Task RestartAsync(Report report, string path)
    {
        Training uninterrupted = new();
        uninterrupted.RunTo(StepsAll);

        Training training = new();
        training.RunTo(StepsBeforeRestart);
        training.Save(path);
        int exitCode = await StartAgainAsync(path);
        training = Training.Load(path);

        report.Check($"a fresh process went on at step {StepsBeforeRestart} and ended at step {training.Step}", exitCode == 0 && training.Step == StepsAll);
        report.Check($"the loss is that of a run without a restart: {training.Loss:G6}", training.Equals(uninterrupted));
    }

    private static async Task<int> StartAgainAsync(string path)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        }

        start.ArgumentList.Add(ContinueArgument);
        start.ArgumentList.Add(path);
        using Process process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
