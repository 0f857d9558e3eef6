namespace Pickling.Persistence;

/// <summary>How a file's bytes are compressed. Reading recognizes all of them by their first bytes.</summary>
public enum PickleCompression
{
    /// <summary>By the name of the file: <c>.gz</c> means gzip, <c>.zst</c> Zstandard, anything else none.</summary>
    ByName,

    /// <summary>None: what Python's <c>pickle.load(open(path, 'rb'))</c> reads.</summary>
    None,

    /// <summary>gzip: what Python's <c>gzip.open</c> reads.</summary>
    Gzip,

    /// <summary>Zstandard: faster and smaller; what Python 3.14's <c>compression.zstd.open</c> reads.</summary>
    Zstandard,
}
