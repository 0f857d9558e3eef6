using System.Runtime.InteropServices;
using Pickling.Model;

namespace Pickling.Cli.Input;

/// <summary>The buffers that a pickle refers to and no file holds: each is an empty one, known by where it lies.</summary>
internal static class OutOfBand
{
    private static readonly byte[] Nowhere = new byte[1];

    /// <summary>As many as a pickle asks for.</summary>
    internal static IEnumerable<PickleBuffer> Buffers
    {
        get
        {
            while (true)
                yield return new PickleBuffer(Nowhere.AsMemory(0, 0));
        }
    }

    /// <summary>Whether a buffer stands for one whose content is not known.</summary>
    internal static bool Contains(PickleBuffer buffer) =>
        MemoryMarshal.TryGetArray(buffer.ReadOnlyMemory, out var segment) && ReferenceEquals(segment.Array, Nowhere);

    /// <summary>Such a buffer, which the pickle says is read-only.</summary>
    internal static PickleBuffer ReadOnly() => new((ReadOnlyMemory<byte>)Nowhere.AsMemory(0, 0));
}
