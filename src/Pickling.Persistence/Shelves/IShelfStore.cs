namespace Pickling.Persistence.Shelves;

/// <summary>A file of bytes by bytes: what Python's <c>dbm</c> modules have in common.</summary>
internal interface IShelfStore : IDisposable
{
    ShelfBackend Backend { get; }

    /// <summary>The file that holds the values.</summary>
    string Path { get; }

    bool IsReadOnly { get; }

    int Count { get; }

    /// <summary>A copy of the keys.</summary>
    IReadOnlyList<byte[]> Keys();

    bool Contains(byte[] key);

    /// <summary>The value of a key, or null; the key's text is for errors.</summary>
    byte[]? Read(byte[] key, string text);

    void Write(byte[] key, byte[] value);

    /// <summary>Writes all or, where the format allows it, none.</summary>
    void WriteAll(IEnumerable<(byte[] Key, byte[] Value)> entries);

    bool Delete(byte[] key);

    void Clear();

    /// <summary>Waits until the disk has all that was written.</summary>
    void Sync();
}
