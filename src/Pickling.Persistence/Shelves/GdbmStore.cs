using System.Buffers.Binary;

namespace Pickling.Persistence.Shelves;

/// <summary>dbm.gnu: reads the hash file of gdbm, as 64-bit little-endian machines write it.</summary>
/// <remarks>
/// The header names a directory, the directory names buckets, and a bucket holds for each entry where its key and value
/// lie, one behind the other. All keys are found when the file is opened, so no hash is needed; values are read on demand.
/// Every position is checked against the file before it is used.
/// </remarks>
internal sealed class GdbmStore : IShelfStore
{
    private const uint OldMagic = 0x13579ace;
    private const uint Magic32 = 0x13579acd;
    private const uint Magic64 = 0x13579acf;
    private const uint SyncMagic32 = 0x13579ad0;
    private const uint SyncMagic64 = 0x13579ad1;

    // header: magic, block size: int; directory: off_t; directory size, bits, bucket size, elements: int
    private const int HeaderBytes = 40;
    private const int DirectoryOffset = 8;
    private const int DirectorySizeOffset = 16;
    private const int BucketSizeOffset = 24;
    private const int BucketElementsOffset = 28;

    // bucket: count and table of free places (8 + 6 * 16 bytes), bits and count: int, then the elements
    private const int ElementsOffset = 112;

    // element: hash: int, key start: 4 bytes, position: off_t, size of key and value: int
    private const int ElementBytes = 24;
    private const int ElementPositionOffset = 8;
    private const int ElementKeySizeOffset = 16;
    private const int ElementValueSizeOffset = 20;
    private const int EmptyHash = -1;

    private readonly Dictionary<byte[], (long Position, int Size)> _index = new(BytesComparer.Instance);
    private readonly FileStream _file;
    private readonly long _length;

    public GdbmStore(string path)
    {
        Path = path;
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        try
        {
            _length = _file.Length;
            ReadDirectory();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    public ShelfBackend Backend => ShelfBackend.Gdbm;

    public string Path { get; }

    public bool IsReadOnly => true;

    public int Count => _index.Count;

    /// <summary>Whether a file starts like gdbm's, in any size and byte order.</summary>
    public static bool IsGdbm(ReadOnlySpan<byte> header) =>
        header.Length >= sizeof(uint) && (IsMagic(BinaryPrimitives.ReadUInt32LittleEndian(header)) || IsMagic(BinaryPrimitives.ReadUInt32BigEndian(header)));

    public IReadOnlyList<byte[]> Keys() => [.. _index.Keys];

    public bool Contains(byte[] key) => _index.ContainsKey(key);

    public byte[]? Read(byte[] key, string text) =>
        _index.TryGetValue(key, out (long Position, int Size) value) ? ReadBytes(value.Position, value.Size, text) : null;

    public void Write(byte[] key, byte[] value) => throw new NotSupportedException();

    public void WriteAll(IEnumerable<(byte[] Key, byte[] Value)> entries) => throw new NotSupportedException();

    public bool Delete(byte[] key) => throw new NotSupportedException();

    public void Clear() => throw new NotSupportedException();

    public void Sync()
    {
    }

    public void Dispose() => _file.Dispose();

    private static bool IsMagic(uint magic) => magic is OldMagic or Magic32 or Magic64 or SyncMagic32 or SyncMagic64;

    private void ReadDirectory()
    {
        ReadOnlySpan<byte> header = ReadBytes(0, HeaderBytes, key: null);
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(header);
        if (magic is not (OldMagic or Magic64 or SyncMagic64))
        {
            throw new PersistedDataException("this gdbm file was written on a 32-bit or big-endian machine: export it there with gdbm_dump", Path);
        }

        long directory = BinaryPrimitives.ReadInt64LittleEndian(header[DirectoryOffset..]);
        int directoryBytes = BinaryPrimitives.ReadInt32LittleEndian(header[DirectorySizeOffset..]);
        int bucketBytes = BinaryPrimitives.ReadInt32LittleEndian(header[BucketSizeOffset..]);
        int elements = BinaryPrimitives.ReadInt32LittleEndian(header[BucketElementsOffset..]);
        if (elements <= 0 || directoryBytes % sizeof(long) != 0 || bucketBytes < ElementsOffset + ((long)elements * ElementBytes))
        {
            throw new PersistedDataException("the header of the gdbm file is damaged", Path);
        }

        // A bucket stands in the directory as often as its hashes have bits to spare.
        ReadOnlySpan<byte> buckets = ReadBytes(directory, directoryBytes, key: null);
        HashSet<long> seen = [];
        long keyBytes = 0;
        for (int offset = 0; offset < buckets.Length; offset += sizeof(long))
        {
            long bucket = BinaryPrimitives.ReadInt64LittleEndian(buckets[offset..]);
            if (seen.Add(bucket))
            {
                keyBytes += ReadBucket(ReadBytes(bucket, bucketBytes, key: null).AsSpan(0, ElementsOffset + (elements * ElementBytes)));
            }

            // Neither buckets nor keys overlap, so together they fit into the file; else a small file could ask for much.
            if (keyBytes > _length || (long)seen.Count * bucketBytes > _length)
            {
                throw new PersistedDataException("the gdbm file is damaged: its buckets overlap", Path);
            }
        }
    }

    // Returns how many bytes its keys have.
    private long ReadBucket(ReadOnlySpan<byte> bucket)
    {
        long total = 0;
        for (bucket = bucket[ElementsOffset..]; !bucket.IsEmpty; bucket = bucket[ElementBytes..])
        {
            if (BinaryPrimitives.ReadInt32LittleEndian(bucket) != EmptyHash)
            {
                long position = BinaryPrimitives.ReadInt64LittleEndian(bucket[ElementPositionOffset..]);
                int keyBytes = BinaryPrimitives.ReadInt32LittleEndian(bucket[ElementKeySizeOffset..]);
                int valueBytes = BinaryPrimitives.ReadInt32LittleEndian(bucket[ElementValueSizeOffset..]);
                _index[ReadBytes(position, keyBytes, key: null)] = (position + keyBytes, valueBytes);
                total += keyBytes;
            }
        }

        return total;
    }

    private byte[] ReadBytes(long position, int size, string? key)
    {
        if (position < 0 || size < 0 || position > _length - size)
        {
            throw new PersistedDataException($"the gdbm file is damaged or cut off: bytes {position} to {position + size} of {_length} are needed", Path, key);
        }

        byte[] bytes = GC.AllocateUninitializedArray<byte>(size);
        for (int read = 0; read < size;)
        {
            int count = RandomAccess.Read(_file.SafeFileHandle, bytes.AsSpan(read), position + read);
            read += count > 0 ? count : throw new PersistedDataException("the gdbm file is being cut off by another process", Path, key);
        }

        return bytes;
    }
}
