using Pickling.Mapping;
using Pickling.Persistence.Files;

namespace Pickling.Persistence;

/// <summary>How <see cref="PickleFile"/> writes and reads. Immutable; change a copy with <c>with</c>.</summary>
public sealed record PickleFileOptions
{
    /// <summary>No compression but what the file's name says, flushed to disk, default pickles.</summary>
    public static PickleFileOptions Default { get; } = new();

    /// <summary>Protocol, profile, limits, progress and more of the pickle in the file.</summary>
    public PickleOptions Pickle { get; init; } = PickleOptions.Default;

    /// <summary>How to compress when saving. Default: by the file's name. Loading looks at the file's first bytes.</summary>
    public PickleCompression Compression { get; init; }

    /// <summary>
    /// Whether a save waits until the disk has the bytes, which makes it survive a power failure. Default true. Without it a
    /// save still survives the death of the process, and takes less time.
    /// </summary>
    public bool FlushToDisk { get; init; } = true;

    /// <summary>Converters for <c>T</c>, as a generated context has them. Default null: natural types, and classes by reflection.</summary>
    public PickleContext? Context { get; init; }

    internal ValueCodec Codec => new(Pickle, Context);
}
