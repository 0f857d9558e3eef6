namespace Pickling.SourceGenerator.Model;

/// <summary>Which converter a type gets.</summary>
internal enum TypeShape
{
    /// <summary>The one that its attribute names.</summary>
    Custom,

    /// <summary>None for null, else the value.</summary>
    Nullable,

    /// <summary>A number, name or member of a Python enum class.</summary>
    Enum,

    /// <summary>An array of one dimension.</summary>
    Array,

    /// <summary>An array of several dimensions.</summary>
    Grid,

    /// <summary>List&lt;T&gt;.</summary>
    List,

    /// <summary>Dictionary&lt;TKey, TValue&gt;.</summary>
    Dictionary,

    /// <summary>Another collection of the framework.</summary>
    FrameworkCollection,

    /// <summary>Another dictionary of the framework.</summary>
    FrameworkDictionary,

    /// <summary>A collection of the program's that is filled with Add.</summary>
    OwnCollection,

    /// <summary>A dictionary of the program's.</summary>
    OwnDictionary,

    /// <summary>A value tuple.</summary>
    ValueTuple,

    /// <summary>A tuple class.</summary>
    TupleClass,

    /// <summary>A type that means nothing outside of its process.</summary>
    Refused,

    /// <summary>An abstract class or interface: one of its known types.</summary>
    Abstract,

    /// <summary>A class or struct, member by member.</summary>
    Object,
}
