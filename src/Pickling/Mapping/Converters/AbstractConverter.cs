using Pickling.Model;

namespace Pickling.Mapping.Converters;

/// <summary>An abstract class or interface: only its known types are read and written.</summary>
internal sealed class AbstractConverter<T>(PickleObjectInfo info) : PickleObjectConverter<T>(info)
{
    protected override T ReadMembers(ref PickleValueReader reader, ref PickleMembers members) =>
        throw reader.Error($"{TypeNames.Of(typeof(T))} is abstract, and the pickle names no class of its known types; add [PickleKnownType]");

    protected override void WriteMembers(PickleValueWriter writer, T value, ref PickleMemberBatch members) =>
        throw new PicklingException($"{TypeNames.Of(typeof(T))} is abstract");
}
