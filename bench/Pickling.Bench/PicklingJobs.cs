using Pickling.Machine;

namespace Pickling.Bench;

/// <summary>This library.</summary>
internal static class PicklingJobs
{
    public static Func<object?> Create(byte[] pickle, byte[]? buffer, string operation)
    {
        if (buffer is not null)
        {
            throw new NotSupportedException("out-of-band buffers are not wired into the bench yet");
        }

        if (operation == "loads")
        {
            return () => Pickle.Loads(pickle);
        }

        object? graph = Pickle.Loads(pickle);
        PickleOptions options = new() { Protocol = ProtocolOf(pickle), Profile = CPythonProfile.Python313 };
        byte[] dumped = Pickle.Dumps(graph, options);
        return dumped.AsSpan().SequenceEqual(pickle)
            ? () => Pickle.Dumps(graph, options)
            : throw new InvalidDataException($"dumps(loads(pickle)) differs: {dumped.Length} bytes against {pickle.Length}, first at {dumped.AsSpan().CommonPrefixLength(pickle)}");
    }

    private static int ProtocolOf(byte[] pickle) => pickle is [0x80, byte protocol, ..] ? protocol : 0;
}
