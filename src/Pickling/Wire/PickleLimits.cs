using System.Numerics;
using System.Runtime.CompilerServices;

namespace Pickling.Wire;

/// <summary>What a pickle may ask of the process that loads it.</summary>
/// <remarks>
/// Lengths are always checked against the bytes that are there, so memory stays in proportion to the input
/// without any of these; they bound the input itself. A broken limit throws <see cref="PickleLimitException"/>.
/// </remarks>
public sealed record PickleLimits
{
    /// <summary>Generous defaults: only text integers are bounded, as in CPython.</summary>
    public static PickleLimits Default { get; } = new();

    /// <summary>Bytes of one pickle at most. Default: no limit.</summary>
    public long BytesMax { get; init => field = NotNegative(value); } = long.MaxValue;

    /// <summary>Values at most that wait on the stack, which is how deep a pickle nests. Default: no limit but memory.</summary>
    public int StackDepthMax { get; init => field = NotNegative(value); } = int.MaxValue;

    /// <summary>Memo entries at most. Default: no limit but memory.</summary>
    public int MemoEntriesMax { get; init => field = NotNegative(value); } = int.MaxValue;

    /// <summary>Bytes at most of one string, bytes or integer. Default: no limit but memory.</summary>
    public long PayloadBytesMax { get; init => field = NotNegative(value); } = long.MaxValue;

    /// <summary>Digits at most of an integer written as text (INT, LONG). Default 4300: CPython's <c>sys.int_max_str_digits</c>.</summary>
    public int IntegerDigitsMax { get; init => field = NotNegative(value); } = 4300;

    /// <summary>
    /// How deep objects may nest in a typed load or dump at most, as in a linked list: a level takes some 400 bytes of stack.
    /// Default 2,000,000.
    /// </summary>
    public int TypedDepthMax { get; init => field = NotNegative(value); } = 2_000_000;

    private static T NotNegative<T>(T value, [CallerMemberName] string? limit = null)
        where T : INumber<T> => T.IsNegative(value)
            ? throw new ArgumentOutOfRangeException(limit, value, "A limit cannot be negative.")
            : value;
}
