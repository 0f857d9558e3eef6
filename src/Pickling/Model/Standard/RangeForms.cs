using System.Numerics;

namespace Pickling.Model.Standard;

/// <summary><c>range(start, stop, step)</c> and <c>slice(start, stop, step)</c>, each always with all three.</summary>
internal static class RangeForms
{
    // A range of a few bytes can stand for any number of items.
    private const int ItemsMax = 1 << 20;

    internal static PyObject MakeRange(BigInteger start, BigInteger stop, BigInteger step) =>
        step.IsZero
            ? throw new ArgumentException("The step of a range is not 0.", nameof(step))
            : new PyObject(StandardClasses.Builtin("range"), PyTuple.Create(start, stop, step), PyConstruction.Reduce);

    internal static PyObject MakeSlice(object? start, object? stop, object? step) =>
        new(StandardClasses.Builtin("slice"), PyTuple.Create(start, stop, step), PyConstruction.Reduce);

    internal static bool TryReadRange(object? value, out (BigInteger Start, BigInteger Stop, BigInteger Step) result)
    {
        result = default;
        return StandardForm.TryOpen(value, out StandardForm form) && form is { Name: "builtins.range", Arguments: [var start, var stop, var step] }
            && TryInteger(start, out result.Start) && TryInteger(stop, out result.Stop) && TryInteger(step, out result.Step)
            && !result.Step.IsZero;
    }

    /// <summary>Start, stop and step of a slice: mostly ints or None, but Python takes anything.</summary>
    internal static bool TryReadSlice(object? value, out (object? Start, object? Stop, object? Step) result)
    {
        result = default;
        if (!StandardForm.TryOpen(value, out StandardForm form) || form is not { Name: "builtins.slice", Arguments: [var start, var stop, var step] })
            return false;
        result = (start, stop, step);
        return true;
    }

    /// <summary>A range or slice in steps of one as .NET's Range: <c>slice(1, -2)</c> is <c>1..^2</c>.</summary>
    internal static bool TryRead(object? value, out Range result, ref string? problem)
    {
        result = default;
        if (TryReadRange(value, out var range))
        {
            if (range.Step.IsOne && range.Start.Sign >= 0 && range.Stop >= range.Start && range.Stop <= int.MaxValue)
            {
                result = (int)range.Start..(int)range.Stop;
                return true;
            }

            problem = $"range({range.Start}, {range.Stop}, {range.Step}) is no Range of .NET, which counts up from 0 in steps of one; ask for (long, long, long)";
            return false;
        }

        if (!TryReadSlice(value, out var slice))
            return false;
        if (slice.Step is null or 1L && TryIndex(slice.Start, Index.Start, out Index start) && TryIndex(slice.Stop, Index.End, out Index stop))
        {
            result = start..stop;
            return true;
        }

        problem = "the slice is no Range of .NET, which has no step and only ints of 32 bits; ask for (object?, object?, object?)";
        return false;
    }

    internal static bool TryItems(object? value, out IReadOnlyList<object?> items, ref string? problem)
    {
        items = [];
        if (!TryReadRange(value, out var range))
            return false;
        BigInteger distance = range.Stop - range.Start;
        if (distance.IsZero || distance.Sign != range.Step.Sign)
            return true;
        BigInteger count = ((distance - range.Step.Sign) / range.Step) + 1;
        if (count > ItemsMax)
        {
            problem = $"the range has {count} items, more than are written out; ask for (long, long, long)";
            return false;
        }

        object?[] all = new object?[(int)count];
        BigInteger item = range.Start;
        for (int i = 0; i < all.Length; i++, item += range.Step)
            all[i] = Boxed.Normalize(item);
        items = all;
        return true;
    }

    // -0 is 0, from the start, while ^0 is the end.
    private static bool TryIndex(object? bound, Index missing, out Index index)
    {
        (bool isFine, index) = bound switch
        {
            null => (true, missing),
            long from and >= 0 and <= int.MaxValue => (true, Index.FromStart((int)from)),
            long fromEnd and < 0 and > int.MinValue => (true, Index.FromEnd((int)-fromEnd)),
            _ => (false, default),
        };
        return isFine;
    }

    private static bool TryInteger(object? value, out BigInteger integer)
    {
        integer = value switch
        {
            long small => small,
            BigInteger big => big,
            _ => default,
        };
        return value is long or BigInteger;
    }
}
