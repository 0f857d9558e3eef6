namespace Pickling.Persistence.Files;

/// <summary>Tells a lock that somebody else holds from all else that keeps a file from being opened.</summary>
internal static class LockConflict
{
    // What .NET gives as HResult: on Unix the error of flock(2), EWOULDBLOCK; on Windows ERROR_SHARING_VIOLATION.
    private const int Linux = 11;
    private const int Apple = 35;
    private const int Windows = unchecked((int)0x80070020);

    public static bool Is(IOException error) =>
        error.HResult == (OperatingSystem.IsWindows() ? Windows : OperatingSystem.IsLinux() ? Linux : Apple);
}
