using System.Diagnostics;

namespace Pickling.Model;

/// <summary>Shows the items of a container in a debugger as a plain array.</summary>
internal sealed class PySequenceDebugView(IEnumerable<object?> container)
{
    [DebuggerBrowsable(DebuggerBrowsableState.RootHidden)]
    public object?[] Items => [.. container];
}
