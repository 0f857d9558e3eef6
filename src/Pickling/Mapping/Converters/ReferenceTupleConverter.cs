using System.Runtime.CompilerServices;

namespace Pickling.Mapping.Converters;

/// <summary>A <see cref="Tuple"/>, whose identity counts, written as the value tuple with the same items.</summary>
internal sealed class ReferenceTupleConverter<T, TValue>(PickleConverter<TValue> inner, Func<TValue, T> from, Func<T, TValue> to) : PickleConverter<T>
    where T : class, ITuple
    where TValue : struct, ITuple
{
    public override T Read(ref PickleValueReader reader) => from(inner.Read(ref reader));

    public override void Write(PickleValueWriter writer, T value) => writer.WriteKnown(value, inner, to(value));
}
