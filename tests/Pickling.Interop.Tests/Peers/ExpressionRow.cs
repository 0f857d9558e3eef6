namespace Pickling.Interop.Tests.Peers;

/// <summary>One expression of <c>expressions.py</c> at one protocol.</summary>
/// <param name="Source">The Python source.</param>
/// <param name="Protocol">The protocol.</param>
/// <param name="Pickle">What the C pickler wrote, or null when it refused.</param>
/// <param name="Error">Why it refused.</param>
/// <param name="Exact">Whether the very bytes must come back, not only the value.</param>
internal sealed record ExpressionRow(string Source, int Protocol, byte[]? Pickle, string? Error, bool Exact);
