using System.Text;
using Pickling.Persistence.Files;

namespace Pickling.Persistence.Shelves;

/// <summary>dbm.dumb: values at multiples of 512 bytes in <c>.dat</c>, and where they are as lines of text in <c>.dir</c>.</summary>
/// <remarks>
/// CPython writes a changed value over the old one and its size only when the shelf is closed, so a crash between leaves
/// neither. Here the new value goes where nothing lies, and then a line for it is appended: every Python takes a key's last
/// line, so a process that dies leaves the old value or the new one. A new index replaces the old one whole, when
/// something is removed, when half the lines are outdated, and at the end.
/// </remarks>
internal sealed class DumbStore : IShelfStore
{
    private const int OutdatedLinesMin = 1024;

    private readonly Dictionary<byte[], DumbEntry> _index = new(BytesComparer.Instance);

    // Places that values have left since the shelf was opened, by their number of blocks.
    private readonly Dictionary<int, Stack<long>> _free = [];

    // Full, as the program may change its folder.
    private readonly string _dataPath;
    private readonly string _indexPath;
    private readonly FileStream _data;
    private FileStream? _lines;
    private long _indexBytes;
    private long _dataBytes;
    private long _dataEnd;
    private int _lineCount;
    private bool _isChanged;

    public DumbStore(string path, ShelfMode mode)
    {
        Path = path + ".dat";
        _dataPath = System.IO.Path.GetFullPath(path + ".dat");
        _indexPath = System.IO.Path.GetFullPath(path + ".dir");
        IsReadOnly = mode == ShelfMode.ReadOnly;
        _data = Open(_dataPath, mode);
        try
        {
            if (mode == ShelfMode.CreateNew)
            {
                _data.SetLength(0);
                File.Delete(_indexPath);
            }

            ReadIndex();
            _dataBytes = _data.Length;

            // Where .dat was cut off, nothing new may go where a lost value is said to be.
            _dataEnd = Math.Max(Align(_dataBytes), _index.Count == 0 ? 0 : _index.Values.Max(entry => Align(entry.End)));
            if (!IsReadOnly)
            {
                _lines = new FileStream(_indexPath, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            }
        }
        catch
        {
            _data.Dispose();
            throw;
        }
    }

    public ShelfBackend Backend => ShelfBackend.Dumb;

    public string Path { get; }

    public bool IsReadOnly { get; }

    public int Count => _index.Count;

    /// <summary>Whether a file is there whose first line is one of an index.</summary>
    public static bool IsIndex(string path)
    {
        const int LineBytesMax = 64 * 1024;
        if (!File.Exists(path))
        {
            return false;
        }

        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        byte[] start = new byte[Math.Min(file.Length, LineBytesMax)];
        ReadOnlySpan<byte> text = start.AsSpan(0, file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false));
        return DumbIndexLine.TryParse(LineOf(text, out _), out _, out _);
    }

    public IReadOnlyList<byte[]> Keys() => [.. _index.Keys];

    public bool Contains(byte[] key) => _index.ContainsKey(key);

    public byte[]? Read(byte[] key, string text)
    {
        if (!_index.TryGetValue(key, out DumbEntry entry))
        {
            return null;
        }

        long length = RandomAccess.GetLength(_data.SafeFileHandle);
        if (entry.Position > length - entry.Size)
        {
            throw new PersistedDataException($"the file was cut off: the value needs bytes {entry.Position} to {entry.Position + entry.Size} of {length}", Path, text);
        }

        byte[] value = GC.AllocateUninitializedArray<byte>(entry.Size);
        int read = 0;
        while (read < value.Length)
        {
            int count = RandomAccess.Read(_data.SafeFileHandle, value.AsSpan(read), entry.Position + read);
            if (count == 0)
            {
                throw new PersistedDataException("the file is being cut off by another process", Path, text);
            }

            read += count;
        }

        return value;
    }

    public void Write(byte[] key, byte[] value)
    {
        CheckUnchanged();
        bool isChange = _index.TryGetValue(key, out DumbEntry old);
        DumbEntry entry = new(TakePlace(new DumbEntry(0, value.Length).Blocks), value.Length);
        try
        {
            Guard(() =>
            {
                RandomAccess.Write(_data.SafeFileHandle, value, entry.Position);
                AppendLine(key, entry);
            });
        }
        catch
        {
            TakeBack(entry);
            throw;
        }

        _dataBytes = Math.Max(_dataBytes, entry.Position + entry.Size);
        _index[key] = entry;
        if (isChange)
        {
            Free(old);
        }

        if (_lineCount > (2 * _index.Count) + OutdatedLinesMin)
        {
            DropOutdatedLines();
        }
    }

    public void WriteAll(IEnumerable<(byte[] Key, byte[] Value)> entries)
    {
        foreach ((byte[] key, byte[] value) in entries)
        {
            Write(key, value);
        }
    }

    public bool Delete(byte[] key)
    {
        CheckUnchanged();
        if (!_index.Remove(key, out DumbEntry entry))
        {
            return false;
        }

        try
        {
            ReplaceIndex(flushToDisk: false);
        }
        catch
        {
            _index.Add(key, entry);
            throw;
        }

        Free(entry);
        return true;
    }

    public void Clear()
    {
        CheckUnchanged();
        ReplaceIndex([], flushToDisk: false);
        _index.Clear();
        Guard(() => _data.SetLength(0));
        _free.Clear();
        _dataBytes = _dataEnd = 0;
    }

    public void Sync()
    {
        if (!IsReadOnly)
        {
            CheckUnchanged();
            Guard(() => _data.Flush(flushToDisk: true));
            ReplaceIndex(flushToDisk: true);
        }
    }

    public void Dispose()
    {
        try
        {
            if (_isChanged && _lineCount != _index.Count)
            {
                CheckUnchanged();
                DropOutdatedLines();
            }
        }
        finally
        {
            _lines?.Dispose();
            _data.Dispose();
        }
    }

    private static long Align(long position) => (position + DumbEntry.BlockBytes - 1) / DumbEntry.BlockBytes * DumbEntry.BlockBytes;

    private static FileStream Open(string path, ShelfMode mode)
    {
        try
        {
            // The lock keeps other .NET writers out; CPython knows none.
            return mode == ShelfMode.ReadOnly
                ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0)
                : new FileStream(path, mode == ShelfMode.Open ? FileMode.Open : FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException error) when (error is not FileNotFoundException and not DirectoryNotFoundException)
        {
            throw new PersistenceException(LockConflict.Is(error) ? "another shelf has it open for writing: dispose that first" : $"cannot be opened: {error.Message}", path, error);
        }
    }

    private void ReadIndex()
    {
        byte[] text = File.Exists(_indexPath) ? File.ReadAllBytes(_indexPath) : [];
        _indexBytes = text.Length;
        int number = 0;
        ReadOnlySpan<byte> rest = text;
        while (!rest.IsEmpty)
        {
            ReadOnlySpan<byte> line = LineOf(rest, out rest);
            number++;
            if (DumbIndexLine.TryParse(line, out byte[] key, out DumbEntry entry))
            {
                _index[key] = entry;
                _lineCount++;
            }
            else if (!IsReadOnly)
            {
                throw new PersistedDataException($"line {number} is not `'key', (position, size)`; read-only mode reads the entries of the other lines", _indexPath);
            }
        }
    }

    private static ReadOnlySpan<byte> LineOf(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> rest)
    {
        int end = text.IndexOf((byte)'\n');
        rest = end < 0 ? default : text[(end + 1)..];
        return (end < 0 ? text : text[..end]).TrimEnd(" \r\t"u8);
    }

    private long TakePlace(int blocks)
    {
        if (_free.TryGetValue(blocks, out Stack<long>? places) && places.TryPop(out long place))
        {
            return place;
        }

        place = _dataEnd;
        _dataEnd += (long)blocks * DumbEntry.BlockBytes;
        return place;
    }

    private void Free(DumbEntry entry)
    {
        // CPython aligns every value; one that is not shares its blocks with another and stays.
        if (entry.Blocks > 0 && entry.Position % DumbEntry.BlockBytes == 0)
        {
            (System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_free, entry.Blocks, out _) ??= []).Push(entry.Position);
        }
    }

    private void AppendLine(byte[] key, DumbEntry entry)
    {
        byte[] line = Encoding.Latin1.GetBytes(DumbIndexLine.Format(key, entry));
        _lines!.Write(line);
        _indexBytes += line.Length;
        _lineCount++;
        _isChanged = true;
    }

    // A full disk takes the first bytes of a line, and half a line is a shelf that no Python opens.
    private void TakeBack(DumbEntry entry)
    {
        try
        {
            if (_lines!.Length > _indexBytes)
            {
                _lines.SetLength(_indexBytes);
            }

            if (RandomAccess.GetLength(_data.SafeFileHandle) > _dataBytes)
            {
                _data.SetLength(_dataBytes);
            }

            Free(entry);
        }
        catch (Exception error) when (AtomicFile.IsFailure(error))
        {
            // The failure that led here says more.
        }
    }

    private void DropOutdatedLines()
    {
        try
        {
            ReplaceIndex(flushToDisk: false);
        }
        catch (PersistenceException)
        {
            // The disk has no room for a second index; this one says the same in more lines.
        }
    }

    private void ReplaceIndex(bool flushToDisk) => ReplaceIndex(_index, flushToDisk);

    private void ReplaceIndex(Dictionary<byte[], DumbEntry> entries, bool flushToDisk)
    {
        StringBuilder text = new();
        foreach ((byte[] key, DumbEntry entry) in entries)
        {
            text.Append(DumbIndexLine.Format(key, entry));
        }

        byte[] bytes = Encoding.Latin1.GetBytes(text.ToString());
        AtomicFile.Write(_indexPath, flushToDisk, target => target.Write(bytes));
        _lines?.Dispose();
        _lines = new FileStream(_indexPath, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        _indexBytes = bytes.Length;
        _lineCount = entries.Count;
        _isChanged = true;
    }

    // CPython takes no lock: another writer shows in the lengths, and then what it wrote must not be overwritten.
    private void CheckUnchanged()
    {
        if (!IsLength(_indexPath, _indexBytes) || !IsLength(_dataPath, _dataBytes))
        {
            throw new PersistenceException("another process has changed the shelf since it was opened: open it again; nothing was overwritten", Path);
        }
    }

    private static bool IsLength(string path, long length)
    {
        FileInfo file = new(path);
        return file.Exists && file.Length == length;
    }

    private void Guard(Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (AtomicFile.IsFailure(error))
        {
            throw new PersistenceException($"the shelf cannot be written: {error.Message}", Path, error);
        }
    }
}
