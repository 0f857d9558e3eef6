namespace Pickling.Interop.Tests.Peers;

/// <summary>A value that Python made from a seed.</summary>
/// <param name="Seed">The seed: the same version of Python makes the same value from it again.</param>
/// <param name="Pickle">Its pickle.</param>
/// <param name="Text">Its canonical text.</param>
internal sealed record RandomValue(int Seed, byte[] Pickle, string Text);
