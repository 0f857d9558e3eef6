using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Pickling.Stores;

/// <summary>Django's <c>FileBasedCache</c>: a file for each key, a pickle of the time when it expires and a compressed one of the value.</summary>
/// <remarks>Safe to use from several threads and processes: an entry is written aside and put in its place.</remarks>
public sealed class DjangoFileCache
{
    private const string Suffix = ".djcache";

    private readonly string _folder;
    private readonly DjangoCacheOptions _options;

    /// <summary>Opens a cache.</summary>
    /// <param name="folder">Its <c>LOCATION</c>; created when something is stored.</param>
    /// <param name="options">Prefix and version; null for <see cref="DjangoCacheOptions.Default"/>.</param>
    public DjangoFileCache(string folder, DjangoCacheOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _folder = folder;
        _options = options ?? DjangoCacheOptions.Default;
    }

    /// <summary>Looks for a value.</summary>
    /// <typeparam name="T">Its type; <c>object</c> for whatever is there.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value, which may be null.</param>
    /// <returns>False when there is none, or it has expired.</returns>
    /// <exception cref="PickleException">The file is damaged or holds another type; it stays as it is.</exception>
    public bool TryGet<T>(string key, [MaybeNullWhen(false)] out T value)
    {
        string path = PathOf(key);
        value = default;
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }

        using var stream = new MemoryStream(content);
        if (HasExpired(stream, path, key))
        {
            return false;
        }

        using var packed = new ZLibStream(stream, CompressionMode.Decompress);
        byte[] pickle = PackedValue.Unpack(path, key, packed, _options.UnpackedBytesMax, DjangoCacheOptions.UnpackedLimit);
        value = StoredPickle.Load<T>(path, key, pickle, _options.Pickle);
        return true;
    }

    /// <summary>Stores a value.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="timeout">How long it is good; null for ever.</param>
    public void Set<T>(string key, T value, TimeSpan? timeout = null)
    {
        string path = PathOf(key);
        using var packed = new MemoryStream();
        using (var packing = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            packing.Write(Pickle.Dumps<T>(value, _options.Pickle));
        }

        CreateFolder();
        MakeRoom();
        Write(path, timeout, packed.GetBuffer().AsSpan(0, (int)packed.Length));
    }

    /// <summary>Gives an entry another lifetime.</summary>
    /// <param name="key">The key.</param>
    /// <param name="timeout">How long it is good from now on; null for ever.</param>
    /// <returns>False when there is none.</returns>
    /// <exception cref="PickleException">The file is damaged; it stays as it is.</exception>
    public bool Touch(string key, TimeSpan? timeout = null)
    {
        string path = PathOf(key);
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }

        using var stream = new MemoryStream(content);
        if (HasExpired(stream, path, key))
        {
            return false;
        }

        Write(path, timeout, content.AsSpan((int)stream.Position));
        return true;
    }

    /// <summary>Stores a value where there is none, or one that has expired.</summary>
    /// <typeparam name="T">Its type.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="timeout">How long it is good; null for ever.</param>
    /// <returns>False when there was one, which stays.</returns>
    public bool Add<T>(string key, T value, TimeSpan? timeout = null)
    {
        string path = PathOf(key);
        try
        {
            using FileStream file = File.OpenRead(path);
            if (!HasExpired(file, path, key))
            {
                return false;
            }
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
        }

        Set(key, value, timeout);
        return true;
    }

    /// <summary>Forgets all values, of other prefixes and versions too.</summary>
    public void Clear()
    {
        foreach (string path in Entries())
        {
            File.Delete(path);
        }
    }

    /// <summary>Forgets a value.</summary>
    /// <param name="key">The key.</param>
    /// <returns>False when there was none.</returns>
    public bool Remove(string key)
    {
        string path = PathOf(key);
        bool isThere = File.Exists(path);
        if (isThere)
        {
            File.Delete(path);
        }

        return isThere;
    }

    // As Django does: who may read a cache's folder may read its values, and who may write it chooses what is loaded.
    private static FileStreamOptions Private
    {
        get
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            return options;
        }
    }

    private static bool HasExpired(Stream file, string path, string key)
    {
        try
        {
            return Pickle.Load<double?>(file) is { } expires && expires < UnixTime.Now;
        }
        catch (PickleException error)
        {
            throw StoredPickle.Broken(path, key, error.Message, error);
        }
    }

    // The time, and behind it the value as it is packed.
    private void Write(string path, TimeSpan? timeout, ReadOnlySpan<byte> packed)
    {
        double? expires = timeout is { } time ? UnixTime.Now + time.TotalSeconds : null;
        string aside = Path.Combine(_folder, Path.GetRandomFileName());
        try
        {
            using (FileStream file = new(aside, Private))
            {
                file.Write(Pickle.Dumps(expires, _options.Pickle));
                file.Write(packed);
            }

            File.Move(aside, path, overwrite: true);
        }
        catch
        {
            File.Delete(aside);
            throw;
        }
    }

    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder);
        }
        else
        {
            Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private string[] Entries() => Directory.Exists(_folder) ? Directory.GetFiles(_folder, "*" + Suffix) : [];

    // As Django does: one in CullFrequency, whichever.
    private void MakeRoom()
    {
        string[] entries = Entries();
        if (entries.Length < _options.MaxEntries)
        {
            return;
        }

        Random.Shared.Shuffle(entries);
        foreach (string path in entries.Take(_options.CullFrequency == 0 ? entries.Length : entries.Length / _options.CullFrequency))
        {
            File.Delete(path);
        }
    }

    [SuppressMessage("Security", "CA5351", Justification = "Django names its files by MD5.")]
    private string PathOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        byte[] hash = MD5.HashData(Encoding.UTF8.GetBytes(_options.MakeKey(key)));
        return Path.Combine(_folder, Convert.ToHexStringLower(hash) + Suffix);
    }
}
