namespace Pickling.Persistence.Files;

/// <summary>Replaces a file whole: temporary file, flush, rename, flush of the folder.</summary>
internal static class AtomicFile
{
    // A temporary file that nobody has locked is left over, unless it was made so recently that its writer may be between
    // making and locking it.
    private static readonly TimeSpan LitterAgeMin = TimeSpan.FromSeconds(10);

    /// <summary>Writes a file; when anything fails, the file is as it was and nothing is left over.</summary>
    public static void Write(string path, bool flushToDisk, Action<Stream> write)
    {
        try
        {
            string target = Path.GetFullPath(FollowLinks(path));
            using FileStream file = CreateTemporary(target);
            try
            {
                KeepMode(target, file.Name);
                write(flushToDisk ? new SteadyFlush(file) : file);
                if (flushToDisk)
                {
                    file.Flush(flushToDisk: true);
                }

                // Closed first: a reader of the new file must not run into the lock of its writer.
                file.Dispose();
                File.Move(file.Name, target, overwrite: true);
            }
            catch
            {
                file.Dispose();
                TryDelete(file.Name);
                throw;
            }

            if (flushToDisk)
            {
                FolderFlush.Flush(Path.GetDirectoryName(target)!);
            }
        }
        catch (Exception error) when (IsFailure(error))
        {
            throw new PersistenceException($"was not saved, and is as it was before: {error.Message}", path, error);
        }
    }

    /// <summary>Whether an exception is the system's refusal of a read or write.</summary>
    /// <remarks>A file that grows beyond what system or user limits allow is an ArgumentOutOfRangeException to .NET.</remarks>
    public static bool IsFailure(Exception error) => error
        is IOException and not PersistenceException
        or UnauthorizedAccessException
        or ArgumentOutOfRangeException { ParamName: "value" };

    private static string FollowLinks(string path) =>
        new FileInfo(path) is { LinkTarget: not null } link ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName : path;

    // Names are counted, not random, so that whatever dead processes left over is found without reading the folder.
    private static FileStream CreateTemporary(string target)
    {
        string folder = Path.GetDirectoryName(target)!;
        string name = Path.GetFileName(target);
        for (int number = 0; ; number++)
        {
            string temporary = Path.Combine(folder, $".{name}.{number}.tmp");
            if (File.Exists(temporary) && !TryDeleteLitter(temporary))
            {
                continue;
            }

            try
            {
                return new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, Sharing, bufferSize: 0);
            }
            catch (IOException) when (File.Exists(temporary))
            {
                // Another writer was quicker with this number.
            }
        }
    }

    // On Unix None is a lock that dies with the process, and renaming is always allowed; Windows has to be asked for that.
    private static FileShare Sharing => OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None;

    private static bool TryDeleteLitter(string temporary)
    {
        try
        {
            if (DateTime.UtcNow - File.GetLastWriteTimeUtc(temporary) < LitterAgeMin)
            {
                return false;
            }

            using FileStream locked = new(temporary, FileMode.Open, FileAccess.ReadWrite, Sharing, bufferSize: 0);
            File.Delete(temporary);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void KeepMode(string target, string temporary)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(target))
        {
            File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The failure that led here says more, and a later save takes the file away.
        }
    }
}
