namespace Pickling.Model;

/// <summary>How a <see cref="PyList"/> keeps its items at the moment.</summary>
internal enum ListStorage : byte
{
    /// <summary>No items yet, so nothing is decided.</summary>
    Empty,

    /// <summary>Integers only, in a <c>long[]</c>.</summary>
    Int64,

    /// <summary>Floats only, in a <c>double[]</c>.</summary>
    Double,

    /// <summary>Anything, in an <c>object?[]</c>.</summary>
    Object,
}
