using Pickling.Machine;

namespace Pickling.Mapping;

/// <summary>
/// What typed loads and dumps hand over to the natural graph: members of type object, and types whose Python form only the
/// graph knows. The front door connects the two, for neither may know the other.
/// </summary>
internal abstract class NaturalValues
{
    /// <summary>Makes the natural object of a node; a container that was made before is the same object again.</summary>
    public abstract object? Read(LoadSession session, in TapeValue value, ReadOnlySpan<byte> source);

    /// <summary>The text or bytes of a Python 2 str, as the options say.</summary>
    public abstract object DecodeByteString(ReadOnlySpan<byte> value, PickleOptions options);

    /// <summary>Begins what writes natural values into a typed dump.</summary>
    public abstract NaturalWriter CreateWriter(PickleEmitter emitter, PickleOptions options);
}
