using Pickling.Model;

namespace Pickling.Mapping.Converters;

/// <summary>A type that is written as another one, to and from which it converts.</summary>
/// <param name="inner">Converts the other type.</param>
/// <param name="from">Makes the type of the other; refuses with an <see cref="OverflowException"/>, <see cref="FormatException"/> or <see cref="ArgumentException"/>.</param>
/// <param name="to">Makes the other of the type.</param>
internal sealed class MappedConverter<T, TInner>(PickleConverter<TInner> inner, Func<TInner, T> from, Func<T, TInner> to) : PickleConverter<T>
{
    public override T Read(ref PickleValueReader reader)
    {
        PickleValueReader start = reader;
        TInner value = inner.Read(ref reader);
        try
        {
            return from(value);
        }
        catch (Exception error) when (error is OverflowException or FormatException or ArgumentException)
        {
            throw start.Error($"{start.Description()} is no {TypeNames.Of(typeof(T))}: {error.Message}");
        }
    }

    public override void Write(PickleValueWriter writer, T value) => inner.Write(writer, to(value));
}
