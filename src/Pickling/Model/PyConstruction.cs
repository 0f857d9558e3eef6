using System.Diagnostics.CodeAnalysis;

namespace Pickling.Model;

/// <summary>How a pickle constructs an object.</summary>
public enum PyConstruction : byte
{
    /// <summary>Calls the callable with the arguments (REDUCE).</summary>
    Reduce,

    /// <summary>Calls the class's <c>__new__</c> with the arguments (NEWOBJ), as for most instances.</summary>
    NewObject,

    /// <summary>Calls the class's <c>__new__</c> with arguments and keyword arguments (NEWOBJ_EX).</summary>
    [SuppressMessage("Naming", "CA1711", Justification = "The opcode's own name is NEWOBJ_EX.")]
    NewObjectEx,

    /// <summary>Makes an instance of a Python 2 classic class (INST, OBJ).</summary>
    Instance,
}
