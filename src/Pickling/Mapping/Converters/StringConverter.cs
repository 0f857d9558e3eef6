namespace Pickling.Mapping.Converters;

/// <summary>A str.</summary>
internal sealed class StringConverter : PickleConverter<string>
{
    public override string Read(ref PickleValueReader reader) => reader.GetString();

    public override void Write(PickleValueWriter writer, string value) => writer.WriteString(value);
}
