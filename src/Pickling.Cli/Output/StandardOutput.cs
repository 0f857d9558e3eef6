using Microsoft.Win32.SafeHandles;

namespace Pickling.Cli.Output;

/// <summary>
/// The standard output of the process. Unlike <see cref="Console.OpenStandardOutput()"/> it says when the reader has gone,
/// so that work for nobody ends.
/// </summary>
internal sealed class StandardOutput : Stream
{
    private const int BrokenPipe = 32;
    private const int WindowsBrokenPipe = unchecked((int)0x8007006d);
    private const int WindowsPipeClosing = unchecked((int)0x800700e8);

    private readonly Stream _target = Open();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _target.Write(buffer);
        }
        catch (IOException exception) when (exception.HResult is BrokenPipe or WindowsBrokenPipe or WindowsPipeClosing)
        {
            throw new BrokenPipeException(exception);
        }
    }

    public override void Flush() => _target.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _target.Dispose();
        base.Dispose(disposing);
    }

    private static Stream Open()
    {
        if (OperatingSystem.IsWindows())
            return Console.OpenStandardOutput();

        // The console's stream hides a closed pipe. A file's one keeps an offset of its own, which would be wrong in a file
        // that other processes append to; there, no reader can go away.
        var handle = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return handle.CanSeek ? Console.OpenStandardOutput() : handle;
    }
}
