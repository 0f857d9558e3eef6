using System.Buffers;
using Microsoft.Extensions.Caching.Hybrid;

namespace Pickling.Caching.Hybrid;

/// <summary>One entry of a HybridCache as one pickle.</summary>
internal sealed class PickleHybridCacheSerializer<T>(PickleOptions options) : IHybridCacheSerializer<T>
{
    public T Deserialize(ReadOnlySequence<byte> source) =>
        Pickle.Loads<T>(source.IsSingleSegment ? source.FirstSpan : source.ToArray(), options);

    public void Serialize(T value, IBufferWriter<byte> target) => Pickle.Dump(value, target, options);
}
