namespace Pickling.Cli.Input;

/// <summary>One file that the command line names, or standard input, open for reading.</summary>
internal sealed class InputFile : IDisposable
{
    private const int BufferBytes = 64 * 1024;

    private InputFile(string path, Stream stream)
    {
        Path = path;
        Stream = stream;
    }

    /// <summary>The path as it was given; <c>-</c> is standard input.</summary>
    internal string Path { get; }

    /// <summary>The content from its start; seekable.</summary>
    internal Stream Stream { get; }

    /// <summary>Whether everything has been read.</summary>
    internal bool IsAtEnd => Stream.Position >= Stream.Length;

    /// <summary>Opens a path for reading.</summary>
    /// <exception cref="ToolException">There is no such file, or it cannot be read.</exception>
    internal static InputFile Open(string path, ToolConsole console)
    {
        try
        {
            if (path == "-")
                return new InputFile(path, Buffer(console.Input));
            if (Directory.Exists(path))
                throw new ToolException($"{path}: is a folder");
            var stream = new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan);
            if (stream.CanSeek)
                return new InputFile(path, stream);
            using (stream)
                return new InputFile(path, Buffer(stream));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ToolException($"{path}: no such file", ExitCodes.Usage, exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new ToolException($"{path}: permission denied", ExitCodes.Usage, exception);
        }
        catch (IOException exception)
        {
            throw new ToolException($"{path}: cannot be read: {exception.Message}", ExitCodes.Usage, exception);
        }
    }

    /// <summary>All bytes of the file.</summary>
    /// <exception cref="ToolException">There are more than an array holds.</exception>
    internal ReadOnlyMemory<byte> ReadAllBytes()
    {
        if (Stream.Length > Array.MaxLength)
            throw new ToolException($"{Path}: larger than {Array.MaxLength} bytes, which this command cannot hold");
        if (Stream is MemoryStream memory && memory.TryGetBuffer(out var buffer))
            return buffer;
        var bytes = GC.AllocateUninitializedArray<byte>((int)Stream.Length);
        Stream.Position = 0;
        Stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Some bytes of the file, again.</summary>
    internal byte[] Read(long start, long length)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(checked((int)length));
        var position = Stream.Position;
        Stream.Position = start;
        Stream.ReadExactly(bytes);
        Stream.Position = position;
        return bytes;
    }

    /// <summary>The error of a file that holds no pickle, or a broken one; where its content is compressed, with what to do.</summary>
    internal ToolException Broken(string message, Exception cause)
    {
        var advice = PackedFormat.Advice(Read(0, Math.Min(PackedFormat.MagicBytesMax, Stream.Length)));
        return new ToolException($"{Path}: {message}{(advice is null ? "" : $"; {advice}")}", ExitCodes.BadPickle, cause);
    }

    public void Dispose() => Stream.Dispose();

    private static MemoryStream Buffer(Stream source)
    {
        var target = new MemoryStream();
        source.CopyTo(target);
        target.Position = 0;
        return target;
    }
}
