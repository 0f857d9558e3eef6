using Pickling.Multiprocessing.Managers.Server;

namespace Pickling.Multiprocessing.Managers.Standard;

/// <summary>Python's <c>Value</c> and <c>Array</c>.</summary>
internal static class ValueTypes
{
    private const string Typecodes = "bBuwhHiIlLqQfd";

    public static PickleManagerType<SharedValue> MakeValue() => new PickleManagerType<SharedValue>("Value", static call => NewValue(call))
        .ValueBy(static value => value.ToPython())
        .Atomic("get", static (value, _) => value.Content)
        .Atomic("set", static (value, call) => Set(value, call))
        .Taking(
            ("get", 0, []),
            ("set", 1, ["value"]));

    public static PickleManagerType<SharedArray> MakeArray() => new PickleManagerType<SharedArray>("Array", static call => NewArray(call))
        .ValueBy(static array => array.ToPython())
        .Atomic("__getitem__", static (array, call) => array.Get(IndexRange.Read(call.Argument<object?>(0), array.Items.Count, "array index out of range")))
        .Atomic("__getslice__", static (array, call) => array.Get(IndexRange.Between(call.Argument<object?>(0), call.Argument<object?>(1), array.Items.Count)))
        .Atomic("__len__", static (array, _) => array.Items.Count)
        .Method("__setitem__", static (array, call) => SetItem(array, call))
        .Method("__setslice__", static (array, call) => SetSlice(array, call))
        .Taking(
            ("__getitem__", 1, []),
            ("__getslice__", 2, []),
            ("__len__", 0, []),
            ("__setitem__", 2, []),
            ("__setslice__", 3, []));

    private static SharedValue NewValue(PickleManagerCall call)
    {
        call.AllowOnly(3, "typecode", "value", "lock");
        return new SharedValue(call.Argument<object?>(0, "typecode"), call.Argument<object?>(1, "value"));
    }

    private static object? Set(SharedValue value, PickleManagerCall call)
    {
        value.Content = call.Argument<object?>(0, "value");
        return null;
    }

    private static SharedArray NewArray(PickleManagerCall call)
    {
        call.AllowOnly(3, "typecode", "sequence", "lock");
        string typecode = call.Argument<string>(0, "typecode");
        if (typecode.Length != 1 || !Typecodes.Contains(typecode[0]))
        {
            throw PythonErrors.Raise("ValueError", $"bad typecode (must be one of {string.Join(", ", Typecodes.ToCharArray())})");
        }

        return new SharedArray(typecode[0], [.. StandardTypes.ItemsOf(call.Argument<object?>(1, "sequence"))]);
    }

    private static object? SetSlice(SharedArray array, PickleManagerCall call)
    {
        IReadOnlyList<object?> items = StandardTypes.ItemsOf(call.Argument<object?>(2));
        lock (array)
        {
            array.Set(IndexRange.Between(call.Argument<object?>(0), call.Argument<object?>(1), array.Items.Count), items);
        }

        return null;
    }

    private static object? SetItem(SharedArray array, PickleManagerCall call)
    {
        object? key = call.Argument<object?>(0);

        // Taken before this array is locked: the items may be those of another shared object.
        object? value = call.Argument<object?>(1);
        IReadOnlyList<object?> items = IndexRange.IsSliceOf(key) ? StandardTypes.ItemsOf(value) : [value];
        lock (array)
        {
            array.Set(IndexRange.Read(key, array.Items.Count, "array assignment index out of range"), items);
        }

        return null;
    }
}
