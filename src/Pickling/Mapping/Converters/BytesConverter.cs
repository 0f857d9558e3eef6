namespace Pickling.Mapping.Converters;

/// <summary>A bytes; loads take bytearrays and buffers too.</summary>
internal sealed class BytesConverter : PickleConverter<byte[]>
{
    public override byte[] Read(ref PickleValueReader reader) => reader.GetBytes();

    public override void Write(PickleValueWriter writer, byte[] value) => writer.WriteBytes(value);
}
