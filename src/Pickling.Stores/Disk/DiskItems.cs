using System.Security.Cryptography;
using System.Text;
using Pickling.Tools;

namespace Pickling.Stores.Disk;

/// <summary>What diskcache's class <c>Disk</c> does: keys and values to columns and files, and back.</summary>
internal sealed class DiskItems(string folder, DiskSettings settings, PickleOptions options)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _folder = Path.GetFullPath(folder);
    private readonly PickleOptions _options = options with { Protocol = settings.PickleProtocol };

    /// <summary>A key's columns <c>key</c> and <c>raw</c>.</summary>
    public (object Column, long IsRaw) Key(object? key)
    {
        if (DiskScalars.Of(key) is { } column)
        {
            return (column, 1);
        }

        if (key is double or float)
        {
            throw new ArgumentException("NaN is no key: diskcache would never find it again", nameof(key));
        }

        return key is string
            ? throw new ArgumentException("a text with a lone surrogate is no key: SQLite has no such text", nameof(key))
            : (PickleOptimizer.Optimize(Pickle.Dumps(key, _options)), 0);
    }

    /// <summary>The key that a row is about.</summary>
    public object? KeyOf(object? column, bool isRaw, long row)
    {
        try
        {
            return isRaw ? column : Pickle.Loads((byte[])column!, _options);
        }
        catch (Exception error) when (error is PickleException or InvalidCastException)
        {
            throw new PickleException($"{_folder}, row {row} of the table Cache: the key is no pickle; the other entries can be reached by their keys: {error.Message}", error);
        }
    }

    /// <summary>Stores a value: a large one in a new file, which is the caller's to remove should the table not take the value.</summary>
    public DiskValue Store<T>(T value)
    {
        switch (DiskScalars.Of(value))
        {
            case string text when DiskScalars.IsShorter(text, settings.FileBytesMin):
                return new DiskValue(0, DiskMode.Raw, null, text);

            // Python reads text files with any line end as \n: what has others is pickled, as which it comes back as it was.
            case string text when !text.Contains('\r', StringComparison.Ordinal):
                return InFile(DiskMode.Text, StrictUtf8.GetBytes(text));
            case byte[] bytes:
                return bytes.Length < settings.FileBytesMin ? new DiskValue(0, DiskMode.Raw, null, bytes) : InFile(DiskMode.Binary, bytes);
            case long or double:
                return new DiskValue(0, DiskMode.Raw, null, DiskScalars.Of(value));
            default:
                byte[] pickle = Pickle.Dumps<T>(value, _options);
                return pickle.Length < settings.FileBytesMin ? new DiskValue(0, DiskMode.Pickle, null, pickle) : InFile(DiskMode.Pickle, pickle);
        }
    }

    /// <summary>Reads a value.</summary>
    /// <exception cref="FileNotFoundException">Its file is gone: someone has replaced or removed the entry meanwhile.</exception>
    public T Fetch<T>(object? key, DiskValue value)
    {
        try
        {
            return value.Mode switch
            {
                DiskMode.Raw => Converted<T>(value.Column),
                DiskMode.Binary => Converted<T>(Read(value.FileName)),
                DiskMode.Text => Converted<T>(Text(Read(value.FileName))),
                DiskMode.Pickle => Pickle.Loads<T>(value.FileName is null ? (byte[])value.Column! : Read(value.FileName), _options),
                _ => throw new PickleException($"the column mode is {value.Mode}, which diskcache does not know"),
            };
        }
        catch (DirectoryNotFoundException error)
        {
            throw new FileNotFoundException(error.Message, error);
        }
        catch (Exception error) when (error is PickleException or InvalidCastException or DecoderFallbackException)
        {
            throw StoredPickle.Broken(_folder, Shown(key), $"{error.Message}; the entry stays as it is: remove it, or set it anew", error);
        }
    }

    /// <summary>Removes a value's file, and folders that are empty then; a failure leaves a file that nobody refers to.</summary>
    public void Remove(string? fileName)
    {
        if (fileName is null)
        {
            return;
        }

        try
        {
            string path = PathOf(fileName);
            File.Delete(path);
            for (string? parent = Path.GetDirectoryName(path); parent is not null && parent != _folder; parent = Path.GetDirectoryName(parent))
            {
                Directory.Delete(parent);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or PickleException)
        {
            // As in Python: the folder holds other files, or another process was quicker.
        }
    }

    /// <summary>A key for an error message.</summary>
    public static string Shown(object? key) => key as string ?? Model.PyValue.Repr(key);

    private T Converted<T>(object? stored) => stored is T same ? same : Pickle.Loads<T>(Pickle.Dumps(stored), _options);

    private DiskValue InFile(long mode, byte[] content)
    {
        string name = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        string fileName = Path.Combine(name[..2], name[2..4], name[4..] + ".val");
        string path = Path.Combine(_folder, fileName);
        try
        {
            Write(path, content);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Remove(fileName);
            throw new PickleException($"{path}: the value was not stored, and what was there before stays: {error.Message}", error);
        }

        return new DiskValue(content.Length, mode, fileName, null);
    }

    private static void Write(string path, byte[] content)
    {
        // Another process that removes the last file of a folder removes the folder, perhaps right before the file is made.
        const int Tries = 10;
        for (int number = 1; ; number++)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
                file.Write(content);
                return;
            }
            catch (DirectoryNotFoundException) when (number < Tries)
            {
            }
        }
    }

    private byte[] Read(string? fileName) => fileName is null
        ? throw new PickleException("the row names no file, though its value is in one")
        : File.ReadAllBytes(PathOf(fileName));

    // A database from elsewhere must not lead out of its folder.
    private string PathOf(string fileName)
    {
        string path = Path.GetFullPath(Path.Combine(_folder, fileName.Replace('\\', '/')));
        return path.StartsWith(_folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new PickleException($"the row names the file {fileName}, which is outside the cache's folder");
    }

    // On Windows, Python has written its line ends.
    private static string Text(byte[] bytes)
    {
        string text = StrictUtf8.GetString(bytes);
        return OperatingSystem.IsWindows() ? text.Replace("\r\n", "\n", StringComparison.Ordinal) : text;
    }
}
