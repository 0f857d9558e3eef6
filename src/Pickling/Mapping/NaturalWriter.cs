using Pickling.Machine;

namespace Pickling.Mapping;

/// <summary>Writes natural values into a typed dump, with whose memo it goes on.</summary>
internal abstract class NaturalWriter
{
    /// <summary>Writes one value; the memo is taken over and given back.</summary>
    public abstract void Write(object? value, ref ObjectMemo memo);
}
