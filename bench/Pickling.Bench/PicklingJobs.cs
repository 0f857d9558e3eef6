using Pickling.Machine;
using Pickling.Model;

namespace Pickling.Bench;

/// <summary>This library.</summary>
internal static class PicklingJobs
{
    public static Func<object?> Create(byte[] pickle, byte[]? buffer, string operation)
    {
        PickleOptions load = new() { Buffers = buffer is null ? null : [new PickleBuffer(buffer)] };
        if (operation == "loads")
        {
            return () => Pickle.Loads(pickle, load);
        }

        object? graph = Pickle.Loads(pickle, load);
        PickleOptions dump = new()
        {
            Protocol = ProtocolOf(pickle),
            Profile = CPythonProfile.Python313,
            BufferCallback = buffer is null ? null : _ => false,
        };
        byte[] dumped = Pickle.Dumps(graph, dump);
        return dumped.AsSpan().SequenceEqual(pickle)
            ? () => Pickle.Dumps(graph, dump)
            : throw new InvalidDataException($"dumps(loads(pickle)) differs: {dumped.Length} bytes against {pickle.Length}, first at {dumped.AsSpan().CommonPrefixLength(pickle)}");
    }

    private static int ProtocolOf(byte[] pickle) => pickle is [0x80, byte protocol, ..] ? protocol : 0;
}
