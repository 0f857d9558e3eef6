using Pickling.Opcodes;

namespace Pickling.Tests.Machine;

/// <summary>One opcode in action: what stands before it, its argument, and who writes it.</summary>
/// <param name="Opcode">The opcode.</param>
/// <param name="Before">Opcodes that put on the stack what it takes.</param>
/// <param name="Argument">The bytes of its argument.</param>
/// <param name="Written">A value whose dump holds it; null for the opcodes that no pickler writes.</param>
/// <param name="Protocol">The protocol of that dump.</param>
public sealed record OpcodeCase(Opcode Opcode, string Before, string Argument, Func<object?>? Written, int Protocol)
{
    /// <summary>The case's name in the list of tests.</summary>
    public override string ToString() => Opcode.ToString();
}
