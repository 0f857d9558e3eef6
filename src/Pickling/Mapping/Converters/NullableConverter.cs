namespace Pickling.Mapping.Converters;

/// <summary>None for null, else what the type itself is.</summary>
internal sealed class NullableConverter<T>(PickleConverter<T> inner) : PickleConverter<T?>
    where T : struct
{
    public override T? Read(ref PickleValueReader reader) => inner.Read(ref reader);

    public override void Write(PickleValueWriter writer, T? value) => inner.Write(writer, value!.Value);
}
