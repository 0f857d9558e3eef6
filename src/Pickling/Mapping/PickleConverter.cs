namespace Pickling.Mapping;

/// <summary>Turns values of one .NET type into pickles and back; see <see cref="PickleConverter{T}"/>, which is what to derive from.</summary>
public abstract class PickleConverter
{
    private protected PickleConverter()
    {
    }

    /// <summary>The .NET type that is converted.</summary>
    public abstract Type Type { get; }

    /// <summary>Whether <see cref="PickleConverter{T}.Read"/> and Write want None and null themselves; else those never reach them.</summary>
    public virtual bool HandlesNone => false;

    // Finds the converters of members and items, once this one can be found itself: types may refer to themselves.
    internal virtual void Resolve(PickleContext context)
    {
    }

    internal abstract object? ReadObject(ref PickleValueReader reader);

    internal abstract void WriteObject(PickleValueWriter writer, object? value);
}
