namespace Pickling.Persistence.Files;

/// <summary>Flushes a file to disk every so many bytes, so that the disk works while the rest is still being made.</summary>
internal sealed class SteadyFlush(FileStream file) : WriteOnlyStream
{
    private const int StepBytes = 32 * 1024 * 1024;

    private long _unflushedBytes;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        file.Write(buffer);
        _unflushedBytes += buffer.Length;
        if (_unflushedBytes >= StepBytes)
        {
            file.Flush(flushToDisk: true);
            _unflushedBytes = 0;
        }
    }
}
