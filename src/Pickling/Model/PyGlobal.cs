using System.Diagnostics;
using Pickling.Model.Standard;

namespace Pickling.Model;

/// <summary>A Python class or function, known by its name only; equal to another of the same name.</summary>
/// <remarks>Nothing is ever looked up by this name: to .NET it is data.</remarks>
[DebuggerDisplay("{FullName,nq}")]
public sealed class PyGlobal : IPyValue, IEquatable<PyGlobal>
{
    /// <summary>
    /// Characters of a name that is put together of getattr() calls: a pickle could else repeat one long text to a name of any
    /// length. A call that gives a longer one stays a call.
    /// </summary>
    internal const int NestedNameCharsMax = 4096;

    // Looked up when first asked for; two threads would find the same.
    private KnownGlobal _known;

    /// <summary>Creates the name of a class or function.</summary>
    /// <param name="module">Module, such as <c>collections</c>.</param>
    /// <param name="name">Qualified name in the module, such as <c>OrderedDict</c> or <c>Outer.Inner</c>.</param>
    public PyGlobal(string module, string name)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(name);
        Module = module;
        Name = name;
    }

    // Of a global that was loaded, the strings are the pickle's: which of them are one object shows in the next dump.
    internal PyGlobal(string module, string name, bool fromPickle)
        : this(module, name) => IsFromPickle = fromPickle;

    internal bool IsFromPickle { get; }

    // Of a class of CPython whose module name is no other class's string.
    internal bool HasOwnModule { get; init; }

    // The name that a Python 2 pickle had for it, where the present one would be written as another: int and long are
    // both builtins.int in Python 3.
    internal PyGlobal? Python2 { get; init; }

    /// <summary>Module, such as <c>collections</c>; the string that was given, so that sharing it shows in the pickle.</summary>
    public string Module { get; }

    /// <summary>Qualified name in the module, such as <c>Outer.Inner</c>; the string that was given.</summary>
    public string Name { get; }

    /// <summary>Which of the classes and functions that this library understands it is.</summary>
    internal KnownGlobal Known => _known != KnownGlobal.Unasked ? _known : _known = KnownGlobals.Of(Module, Name);

    /// <summary>Module and name with a dot between.</summary>
    public string FullName => Module + "." + Name;

    /// <summary>Whether module and name are the same.</summary>
    public bool Equals(PyGlobal? other) =>
        ReferenceEquals(this, other) || (other is not null && Name == other.Name && Module == other.Module);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PyGlobal);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        PythonHash.Fold(PythonHash.Next(PythonHash.Next(PythonHash.Begin(-1), PythonHash.String(Module)), PythonHash.String(Name)));

    /// <summary>The full name.</summary>
    public override string ToString() => FullName;
}
