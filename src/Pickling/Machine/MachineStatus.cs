namespace Pickling.Machine;

/// <summary>Why the machine returned.</summary>
internal enum MachineStatus
{
    /// <summary>STOP was executed: the result is there.</summary>
    Finished,

    /// <summary>The opcode at the position needs more bytes than there are: refill and run again.</summary>
    NeedsBytes,

    /// <summary>A large payload is next: read it whole into an array of its own and hand it over.</summary>
    NeedsPayload,
}
