namespace Pickling.Interop.Tests.Live;

/// <summary>A value of the standard library: as Python source, as PythonLibrary makes it, and what it reads as in .NET.</summary>
internal sealed record StandardCase(string Source, Func<Version, object?>? Make, Action<object?> Check)
{
    private Version _first = new(2, 7);
    private int _lowestProtocol;
    private bool _isOnWebAssembly = true;

    /// <summary>The same from a version on.</summary>
    public StandardCase From(int major, int minor) => this with { _first = new(major, minor) };

    /// <summary>The same from a protocol on: lower ones refuse it, or lose a part.</summary>
    public StandardCase AtLeast(int protocol) => this with { _lowestProtocol = protocol };

    /// <summary>The same, but not where 3.14 and 3.15 run as WebAssembly: no time zones, no processes, 32 bits.</summary>
    public StandardCase NotOnWebAssembly(bool isMissing = true) => this with { _isOnWebAssembly = !isMissing };

    /// <summary>Whether a version has the value at a protocol.</summary>
    public bool Applies(Version python, int protocol) =>
        python >= _first && protocol >= _lowestProtocol && (_isOnWebAssembly || python < new Version(3, 14));
}
