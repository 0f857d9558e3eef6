using Pickling.Model;

namespace Pickling.Mapping.Converters;

/// <summary>
/// A value of any type: written as its own type is, read as a natural value, or as one of
/// <see cref="PickleMapping.Types"/> where the pickle names its class.
/// </summary>
internal sealed class ObjectConverter : PickleConverter<object?>
{
    public override bool HandlesNone => true;

    public override object? Read(ref PickleValueReader reader) =>
        reader.Context.Mapping.Types.Count > 0 && reader.GetClass() is { } type && reader.Context.FindKnownType(type) is { } known
            ? known.ReadObject(ref reader)
            : reader.GetNatural();

    public override void Write(PickleValueWriter writer, object? value)
    {
        if (value is null or string or int or long or double or bool or IPyValue || writer.LeavesObjectsToGraph
            || writer.Context.FindConverterOfObject(value.GetType()) is not { } converter)
        {
            writer.WriteNatural(value);
        }
        else
        {
            converter.WriteObject(writer, value);
        }
    }
}
