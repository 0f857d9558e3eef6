using System.Diagnostics;
using System.Globalization;

namespace Pickling.Multiprocessing.Bench;

/// <summary>Two processes with a connection between them, both of .NET or both of Python.</summary>
internal sealed class Pair : IDisposable
{
    private readonly Process _server;
    private readonly Process _driver;

    public Pair(string program, string[] arguments, string address)
    {
        _server = Start(program, [.. arguments, "serve", address]);
        string where = _server.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The server ended.");
        _driver = Start(program, [.. arguments, "drive", where]);
    }

    /// <summary>How long so many messages took.</summary>
    public double Seconds(string kind, int count)
    {
        _driver.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind} {count}"));
        string line = _driver.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The driver ended.");
        return double.Parse(line, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _driver.StandardInput.Close();
        foreach (Process process in new[] { _driver, _server })
        {
            if (!process.WaitForExit(TimeSpan.FromSeconds(10)))
            {
                process.Kill();
            }

            process.Dispose();
        }
    }

    private static Process Start(string program, string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;
}
