using Pickling.Model;

namespace Pickling.Mapping.Converters;

/// <summary>A type that the natural graph has, or converts to: object, PyDict, DateTime and their like.</summary>
/// <param name="form">The natural value to write; null where the type is one itself.</param>
internal sealed class NaturalConverter<T>(Func<T, object?>? form = null) : PickleConverter<T>, INaturalConverter
{
    public bool IsWrittenAsItIs => form is null;

    public override bool HandlesNone => default(T) is null;

    public override T Read(ref PickleValueReader reader)
    {
        PickleValueReader start = reader;
        object? value = reader.GetNatural();
        return PyConvert.TryTo(value, out T? result, out string? problem) ? result! : throw start.Error(problem);
    }

    public override void Write(PickleValueWriter writer, T value) => writer.WriteNatural(form is null || value is null ? value : form(value));
}
