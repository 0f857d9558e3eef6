using System.Text;

namespace Pickling.Cli.Output;

/// <summary>Where a command's result goes that <c>--out</c> may name: a file that appears when it is complete, a device, or standard output.</summary>
internal static class ResultFile
{
    /// <summary>Writes bytes to a path, or to standard output when the path is null or <c>-</c>.</summary>
    /// <exception cref="ToolException">It cannot be written, or standard output is a terminal.</exception>
    internal static void WriteBytes(ToolConsole console, string? path, Action<Stream> write)
    {
        if (path is not (null or "-"))
        {
            Write(path, write);
            return;
        }

        if (console.IsTerminal)
            throw new ToolException("a pickle is no text for a terminal: give --out or redirect the output");
        write(console.Bytes);
    }

    /// <summary>Writes text to a path, in place of what is there only when the work has succeeded.</summary>
    /// <param name="path">Where it will stand.</param>
    /// <param name="write">The work.</param>
    /// <param name="keepOnFailure">Whether the file is complete even though the work failed this way.</param>
    /// <exception cref="ToolException">It cannot be written.</exception>
    internal static void WriteText(string path, Action<TextWriter> write, Func<ToolException, bool>? keepOnFailure = null) => Write(
        path,
        stream =>
        {
            using var target = new StreamWriter(stream, new UTF8Encoding(false), 64 * 1024, leaveOpen: true) { NewLine = "\n" };
            write(target);
        },
        keepOnFailure);

    /// <summary>Writes a file, in place of what is there only when the work has succeeded.</summary>
    /// <param name="path">Where it will stand.</param>
    /// <param name="write">The work.</param>
    /// <param name="keepOnFailure">Whether the file is complete even though the work failed this way.</param>
    /// <exception cref="ToolException">It cannot be written.</exception>
    internal static void Write(string path, Action<Stream> write, Func<ToolException, bool>? keepOnFailure = null)
    {
        if (Directory.Exists(path))
            throw new ToolException($"{path}: is a folder");
        if (AtomicFile.OpenIrreplaceable(path) is { } device)
        {
            using (device)
                write(device);
            return;
        }

        using var file = AtomicFile.Create(path);
        try
        {
            write(file.Stream);
        }
        catch (ToolException exception) when (keepOnFailure?.Invoke(exception) == true)
        {
            file.Commit();
            throw;
        }

        file.Commit();
    }
}
