using System.IO.Pipes;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Pickling.Multiprocessing.Channels;

/// <summary>Windows' named pipes as channels: <c>multiprocessing.connection.PipeListener</c> and <c>PipeClient</c>.</summary>
internal static class NamedPipes
{
    public static async Task<ByteChannel> ConnectAsync(PickleNamedPipeEndPoint address, long messageBytesMax, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsWindows())
        {
            throw NotHere();
        }

        var pipe = new NamedPipeClientStream(address.ServerName, address.Name, PipeDirection.InOut, PipeOptions.Asynchronous);
        try
        {
            await pipe.ConnectAsync(cancellationToken).ConfigureAwait(false);
            return Channel(pipe, messageBytesMax);
        }
        catch
        {
            await pipe.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A pipe that the next client may connect to.</summary>
    public static NamedPipeServerStream Offer(PickleNamedPipeEndPoint address)
    {
        return OperatingSystem.IsWindows()
            ? new NamedPipeServerStream(
                address.Name, PipeDirection.InOut, NamedPipeServerStream.MaxAllowedServerInstances, PipeTransmissionMode.Message, PipeOptions.Asynchronous)
            : throw NotHere();
    }

    public static ByteChannel Channel(PipeStream pipe, long messageBytesMax)
    {
        if (!OperatingSystem.IsWindows())
        {
            throw NotHere();
        }

        pipe.ReadMode = PipeTransmissionMode.Message;
        return new MessageChannel(pipe, () => !OperatingSystem.IsWindows() || pipe.IsMessageComplete, () => IsConnected(pipe), messageBytesMax);
    }

    // A read that waited when the peer closed returns no bytes and leaves the stream connected: only Windows knows the end
    // from a message of no bytes.
    private static bool IsConnected(PipeStream pipe) => pipe.IsConnected && PeekNamedPipe(pipe.SafePipeHandle, 0, 0, 0, 0, 0);

    [DllImport("kernel32.dll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool PeekNamedPipe(SafePipeHandle pipe, nint buffer, uint bufferBytes, nint read, nint available, nint left);

    private static PlatformNotSupportedException NotHere() =>
        new("Python's named pipes are there on Windows only. Use a UnixDomainSocketEndPoint here.");
}
