namespace Pickling.Mapping.Converters;

/// <summary>A float.</summary>
internal sealed class DoubleConverter : PickleConverter<double>
{
    public override double Read(ref PickleValueReader reader) => reader.GetDouble();

    public override void Write(PickleValueWriter writer, double value) => writer.WriteDouble(value);
}
