using System.Runtime.InteropServices;

namespace Pickling.Cli.Output;

/// <summary>
/// A file that appears under its name only when it is complete: written beside it under another name, then renamed. Until
/// <see cref="Commit"/> whatever stood there stays, whether the work fails or the process is interrupted.
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    private readonly string _path;
    private readonly string _temporaryPath;
    private readonly FileStream _stream;
    private readonly PosixSignalRegistration[] _interruptions;
    private bool _isCommitted;

    private AtomicFile(string path, string temporaryPath)
    {
        _path = path;
        _temporaryPath = temporaryPath;
        _stream = new FileStream(temporaryPath, FileMode.CreateNew, FileAccess.Write, FileShare.None);

        // The handlers remove the file and let the signal end the process as always.
        _interruptions =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => File.Delete(temporaryPath)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => File.Delete(temporaryPath)),
        ];
    }

    /// <summary>Where to write.</summary>
    internal Stream Stream => _stream;

    /// <summary>Starts a file that will stand at a path, in place of what is there.</summary>
    /// <exception cref="ToolException">It cannot be written there.</exception>
    internal static AtomicFile Create(string path)
    {
        try
        {
            // A link stays a link: what it points to is replaced.
            var target = Target(path);
            var temporary = $"{target}.{Guid.NewGuid():n}.tmp";
            return new AtomicFile(target, temporary);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, exception);
        }
    }

    /// <summary>
    /// Opens what stands at a path and is no file that a rename may replace: a device such as /dev/null, or a named pipe. Null
    /// when there is nothing of that kind.
    /// </summary>
    /// <exception cref="ToolException">It cannot be written.</exception>
    internal static Stream? OpenIrreplaceable(string path)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(path))
            return null;
        try
        {
            var stream = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            if (IsBelowDeviceFolder(path) || !stream.CanSeek)
                return stream;
            stream.Dispose();
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(path, exception);
        }
    }

    /// <summary>Whether a path leads, directly or by links, to where a system keeps its devices.</summary>
    internal static bool IsBelowDeviceFolder(string path)
    {
        // .NET does not tell a device that can seek, as /dev/null pretends to, from a file.
        var target = Target(path);
        return target.StartsWith("/dev/", StringComparison.Ordinal) || target.StartsWith("/proc/", StringComparison.Ordinal);
    }

    /// <summary>Puts the complete file in its place.</summary>
    internal void Commit()
    {
        _stream.Dispose();
        if (!OperatingSystem.IsWindows() && File.Exists(_path))
            File.SetUnixFileMode(_temporaryPath, File.GetUnixFileMode(_path));
        File.Move(_temporaryPath, _path, overwrite: true);
        _isCommitted = true;
    }

    /// <summary>Without <see cref="Commit"/> before, leaves nothing behind.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        if (!_isCommitted)
            File.Delete(_temporaryPath);
        foreach (var interruption in _interruptions)
            interruption.Dispose();
    }
    private static string Target(string path)
    {
        var file = new FileInfo(path);
        return file.LinkTarget is null ? file.FullName : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    private static ToolException CannotWrite(string path, Exception exception) =>
        new($"{path}: cannot be written: {exception.Message}", ExitCodes.Usage, exception);
}
