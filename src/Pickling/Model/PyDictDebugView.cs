using System.Diagnostics;

namespace Pickling.Model;

/// <summary>Shows the pairs of a dict in a debugger as a plain array.</summary>
internal sealed class PyDictDebugView(PyDict dict)
{
    [DebuggerBrowsable(DebuggerBrowsableState.RootHidden)]
    public KeyValuePair<object, object?>[] Items => [.. dict];
}
