namespace Pickling.Cli.Input;

/// <summary>A pickle that was loaded from a file.</summary>
/// <param name="Value">What it holds.</param>
/// <param name="Index">Which pickle of the file it is, from 0.</param>
/// <param name="Start">Where it starts, in bytes from the start of the file.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Protocol">Its protocol: what its header says, else 0 or 1 by its opcodes.</param>
internal sealed record LoadedPickle(object? Value, int Index, long Start, long Length, int Protocol);
