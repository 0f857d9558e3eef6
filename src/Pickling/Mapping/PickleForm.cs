namespace Pickling.Mapping;

/// <summary>How Python makes an instance of a class from a pickle.</summary>
public enum PickleForm
{
    /// <summary><c>__new__(cls)</c>, then attributes from a dict: what pickle does for most classes.</summary>
    Dict,

    /// <summary><c>__new__(cls)</c>, then slots from the pair <c>(None, {...})</c>: for classes with <c>__slots__</c>.</summary>
    Slots,

    /// <summary><c>__new__(cls)</c>, then <c>__setstate__</c> with a list of values: for dataclasses with frozen slots.</summary>
    List,

    /// <summary><c>__new__(cls, ...)</c> with the members as arguments: for named tuples and classes with <c>__getnewargs__</c>.</summary>
    Arguments,

    /// <summary><c>cls(...)</c> with the members as arguments: for classes whose <c>__reduce__</c> says so.</summary>
    Call,
}
