using Pickling.Model;

namespace Pickling.Mapping.Converters;

/// <summary>A type that is refused, with the path of where it was met.</summary>
internal sealed class RefusedConverter<T>(string reason) : PickleConverter<T>
{
    public override T Read(ref PickleValueReader reader) => throw reader.Error($"{TypeNames.Of(typeof(T))} is not loaded: {reason}");

    public override void Write(PickleValueWriter writer, T value) =>
        throw new PicklingException($"{TypeNames.Of(typeof(T))} has no counterpart in Python: {reason}");
}
