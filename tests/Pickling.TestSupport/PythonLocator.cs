using System.Diagnostics;

namespace Pickling.Interop.Tests.Peers;

/// <summary>Finds native Python interpreters: under <c>~/.pyenv/versions</c>, then on PATH.</summary>
public static class PythonLocator
{
    /// <summary>The command for one version, or null with the reason.</summary>
    public static PeerCommand? Find(string version, out string reason)
    {
        foreach (string program in Candidates(version))
        {
            if (VersionOf(program) == version)
            {
                reason = "";
                return new PeerCommand(version, program, [Path.Combine(PeerCommand.ScriptFolder, "peer.py")]);
            }
        }

        reason = $"no CPython {version} on PATH or under ~/.pyenv/versions";
        return null;
    }

    private static IEnumerable<string> Candidates(string version)
    {
        string pyenv = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pyenv", "versions");
        if (Directory.Exists(pyenv))
        {
            foreach (string folder in Directory.GetDirectories(pyenv, version + ".*").Order(StringComparer.Ordinal))
            {
                yield return Path.Combine(folder, "bin", "python");
            }
        }

        string[] names = OperatingSystem.IsWindows() ? ["python.exe"] : [$"python{version}", $"python{version[0]}", "python"];
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        {
            foreach (string name in names)
            {
                string program = Path.Combine(folder, name);
                if (folder.Length > 0 && File.Exists(program))
                {
                    yield return program;
                }
            }
        }
    }

    private static string? VersionOf(string program)
    {
        try
        {
            var start = new ProcessStartInfo(program, ["-c", "import sys; print('%d.%d' % sys.version_info[:2])"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
            };
            using Process process = Process.Start(start)!;
            process.StandardInput.Close();
            _ = process.StandardError.ReadToEndAsync();
            string text = process.StandardOutput.ReadToEnd().Trim();
            process.WaitForExit();
            return process.ExitCode == 0 ? text : null;
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or InvalidOperationException)
        {
            return null;
        }
    }
}
