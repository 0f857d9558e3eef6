using System.Text;
using Pickling.Mapping;
using Pickling.Persistence.Files;

namespace Pickling.Persistence;

/// <summary>How a <see cref="Shelf{T}"/> is opened and what its entries look like. Immutable.</summary>
public sealed record ShelfOptions
{
    private const int ProtocolOfShelve = 4;

    /// <summary>Read and write, made when not there, protocol 4, UTF-8 keys, no write-back.</summary>
    public static ShelfOptions Default { get; } = new();

    /// <summary>Whether to read, write, make or empty it. Default: read and write, made when it is not there.</summary>
    public ShelfMode Mode { get; init; }

    /// <summary>The format of the files. Default: as they are; for a new shelf SQLite.</summary>
    public ShelfBackend Backend { get; init; }

    /// <summary>
    /// Write-back: values that were read stay in memory, may be changed in place, and are all written by
    /// <see cref="Shelf{T}.Sync"/> and <see cref="Shelf{T}.Dispose"/>. Default false, as in Python: each read gives a new
    /// value, and only setting one writes.
    /// </summary>
    public bool WriteBack { get; init; }

    /// <summary>
    /// How keys become bytes; Python's <c>keyencoding</c>. Default UTF-8. Latin-1 reads any key there is. A key that the encoding
    /// does not have is an error, whatever replacement it would choose.
    /// </summary>
    public Encoding KeyEncoding { get; init; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Options of the pickles. Default: protocol 4, as Python's <c>shelve</c> writes from 3.8 to 3.13, which 3.4 and later
    /// read. Give protocol 2 for a shelf that Python 2.7 reads.
    /// </summary>
    public PickleOptions Pickle { get; init; } = new() { Protocol = ProtocolOfShelve };

    /// <summary>Converters for <c>T</c>, as a generated context has them. Default null: natural types, and classes by reflection.</summary>
    public PickleContext? Context { get; init; }

    internal ValueCodec Codec => new(Pickle, Context);
}
