using System.Diagnostics;
using System.Text;
using Pickling.Interop.Tests.Peers;
using Pickling.Tests.Corpus;
using Xunit;

namespace Pickling.Persistence.Tests.Live;

/// <summary>Runs <c>shelf_peer.py</c> in a real CPython.</summary>
internal static class ShelfPeer
{
    private static readonly string Script = Path.Combine(Repository.Root, "tests", "Pickling.Persistence.Tests", "Live", "shelf_peer.py");

    /// <summary>The program of a version; where it is missing, CI fails and others skip.</summary>
    public static string Program(string version) =>
        PythonLocator.Find(version, out string reason) is { } command ? command.Program : Missing(reason);

    /// <summary>A Python 3 that has a module.</summary>
    public static string ProgramWith(string module)
    {
        foreach (string program in new[] { "/usr/bin/python3", "python3" })
        {
            if (Start(program, ["-c", "import " + module]).ExitCode == 0)
            {
                return program;
            }
        }

        return Missing($"no python3 has {module}");
    }

    public static void Run(string program, params string[] arguments)
    {
        (int exitCode, string output) = Start(program, [Script, .. arguments]);
        Assert.True(exitCode == 0, output);
    }

    public static Process Serve(string program, string backend, string path)
    {
        Process process = Process.Start(new ProcessStartInfo(program, [Script, "serve", backend, path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("ready", process.StandardOutput.ReadLine());
        return process;
    }

    public static string Ask(this Process process, string line)
    {
        process.StandardInput.WriteLine(line);
        process.StandardInput.Flush();
        return process.StandardOutput.ReadLine() ?? "gone";
    }

    private static string Missing(string reason)
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("CI") != "true", reason);
        Assert.Fail(reason);
        return "";
    }

    private static (int ExitCode, string Output) Start(string program, string[] arguments)
    {
        try
        {
            ProcessStartInfo start = new(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardErrorEncoding = Encoding.UTF8,
            };
            start.Environment["PYTHONIOENCODING"] = "utf-8";
            start.Environment["PYTHONUTF8"] = "1";
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + errors.Result);
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            return (-1, error.Message);
        }
    }
}
