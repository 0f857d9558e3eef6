using System.Diagnostics;
using System.Globalization;

namespace Pickling.Multiprocessing.Bench;

/// <summary>Two processes with a connection between them: the driver sends, the server receives.</summary>
internal sealed class Pair : IDisposable
{
    private readonly Process _server;
    private readonly Process _driver;

    public Pair(End driver, End server, string address)
    {
        _server = Start(server, "serve", address);
        string where = _server.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The server ended.");
        _driver = Start(driver, "drive", where);
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

    private static Process Start(End end, string role, string address) =>
        Process.Start(new ProcessStartInfo(end.Program, [.. end.Arguments, role + end.Suffix, address])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
}
