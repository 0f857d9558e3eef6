namespace Pickling.Multiprocessing.Bench;

/// <summary>How to start one end of a pair.</summary>
/// <param name="Program">What to run.</param>
/// <param name="Arguments">What stands before the role and the address.</param>
/// <param name="Suffix">What its roles end with.</param>
internal sealed record End(string Program, string[] Arguments, string Suffix = "");
