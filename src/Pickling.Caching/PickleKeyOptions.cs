using Pickling.Mapping;

namespace Pickling.Caching;

/// <summary>What counts as equal in a <see cref="PickleKey"/>; immutable, safe to share between threads.</summary>
public sealed record PickleKeyOptions
{
    /// <summary>The options used when none are given.</summary>
    public static PickleKeyOptions Default { get; } = new();

    /// <summary>
    /// Whether 1, 1.0, True and Decimal(1) are four keys (true, the default) or one, as in a Python dict (false). The
    /// word is that of <c>functools.lru_cache(typed=...)</c>.
    /// </summary>
    public bool TypedNumbers { get; init; } = true;

    /// <summary>
    /// How values are seen that are not of the natural graph: registered classes (<see cref="PickleOptions.TypeMap"/>),
    /// reducers. The key is that of the Python value which they are dumped as. Protocol and profile have no influence.
    /// </summary>
    public PickleOptions Pickle { get; init; } = PickleOptions.Default;

    /// <summary>
    /// The converters of the program's own types: a generated context where it is trimmed or compiled ahead of time. Null for
    /// those of dumps without a context, which find them by reflection.
    /// </summary>
    public PickleContext? Context { get; init; }
}
