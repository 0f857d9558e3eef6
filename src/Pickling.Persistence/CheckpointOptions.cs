using Pickling.Mapping;
using Pickling.Persistence.Files;

namespace Pickling.Persistence;

/// <summary>How a <see cref="CheckpointStore{T}"/> writes and how many checkpoints it keeps. Immutable.</summary>
public sealed record CheckpointOptions
{
    private readonly int _keep = 3;

    /// <summary>Three checkpoints, uncompressed, flushed to disk.</summary>
    public static CheckpointOptions Default { get; } = new();

    /// <summary>How many whole checkpoints stay; at least 1. Default 3. Older ones are deleted after each save.</summary>
    public int Keep
    {
        get => _keep;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            _keep = value;
        }
    }

    /// <summary>How to compress. Default none; by name means none too, as the store names its files itself.</summary>
    public PickleCompression Compression { get; init; }

    /// <summary>
    /// Whether a save waits until the disk has the bytes, which makes it survive a power failure. Default true. Without it a
    /// save still survives the death of the process.
    /// </summary>
    public bool FlushToDisk { get; init; } = true;

    /// <summary>Protocol, profile, limits, progress and more of the pickles.</summary>
    public PickleOptions Pickle { get; init; } = PickleOptions.Default;

    /// <summary>Converters for <c>T</c>, as a generated context has them. Default null: natural types, and classes by reflection.</summary>
    public PickleContext? Context { get; init; }

    internal ValueCodec Codec => new(Pickle, Context);
}
