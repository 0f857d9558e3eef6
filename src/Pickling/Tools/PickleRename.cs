namespace Pickling.Tools;

/// <summary>What <see cref="PickleRewriter"/> wrote in place of one name or text, and how often.</summary>
/// <param name="IsGlobal">Whether it is a class or function; else a string.</param>
/// <param name="From">The text before; of a class or function, module and name with a dot between.</param>
/// <param name="To">The text now, in the same form.</param>
/// <param name="Count">Opcodes that say so: GLOBAL, INST and STACK_GLOBAL, or those that make a string.</param>
public sealed record PickleRename(bool IsGlobal, string From, string To, int Count);
