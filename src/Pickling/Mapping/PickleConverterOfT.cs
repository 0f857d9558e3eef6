namespace Pickling.Mapping;

/// <summary>
/// Turns values of one .NET type into pickles and back: derive from it for a type with a Python form of your own, and
/// register it with <see cref="PickleMapping.Converters"/> or <see cref="PickleConverterAttribute"/>.
/// </summary>
/// <remarks>Converters are shared between threads: they keep nothing of a load or dump.</remarks>
/// <typeparam name="T">The .NET type.</typeparam>
public abstract class PickleConverter<T> : PickleConverter
{
    /// <inheritdoc/>
    public override Type Type => typeof(T);

    /// <summary>Makes a T of the value on which the reader stands.</summary>
    /// <param name="reader">Stands on the value; where it stands afterwards does not matter.</param>
    /// <exception cref="PickleException">The value is no T; <see cref="PickleValueReader.Error"/> makes such an error.</exception>
    public abstract T Read(ref PickleValueReader reader);

    /// <summary>Writes one value: exactly one.</summary>
    /// <param name="writer">Where it goes.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="PicklingException">The value has no counterpart in Python.</exception>
    public abstract void Write(PickleValueWriter writer, T value);

    internal sealed override object? ReadObject(ref PickleValueReader reader) => reader.Read(this);

    internal sealed override void WriteObject(PickleValueWriter writer, object? value) => writer.Write(this, (T)value!);
}
