using System.Numerics;

namespace Pickling.Mapping.Converters;

/// <summary>Any integer type as an int, range-checked.</summary>
internal sealed class IntegerConverter<T> : PickleConverter<T>
    where T : struct, IBinaryInteger<T>
{
    public override T Read(ref PickleValueReader reader) => reader.GetInteger<T>();

    public override void Write(PickleValueWriter writer, T value) => writer.WriteInteger(value);
}
