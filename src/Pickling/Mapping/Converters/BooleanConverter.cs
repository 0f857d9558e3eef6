namespace Pickling.Mapping.Converters;

/// <summary>A bool.</summary>
internal sealed class BooleanConverter : PickleConverter<bool>
{
    public override bool Read(ref PickleValueReader reader) => reader.GetBoolean();

    public override void Write(PickleValueWriter writer, bool value) => writer.WriteBoolean(value);
}
