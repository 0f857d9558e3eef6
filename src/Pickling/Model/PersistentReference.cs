using System.Diagnostics;

namespace Pickling.Model;

/// <summary>A reference to an object that the pickle only names (PERSID, BINPERSID): its persistent id.</summary>
/// <remarks>
/// Equal only to itself: what an id means, and so which ids mean the same, is known to the application alone.
/// </remarks>
[DebuggerDisplay("{DebuggerText,nq}")]
public sealed class PersistentReference : IPyValue
{
    /// <summary>Creates a reference by an id, which may be any natural value.</summary>
    public PersistentReference(object? id) => Id = Boxed.Normalize(id);

    /// <summary>The persistent id; a <c>string</c> in protocol 0, any value from protocol 1.</summary>
    public object? Id { get; }

    private string DebuggerText => PythonFormatter.Format(this, PythonFormatter.DebuggerCharsMax);

    /// <summary>The id as <c>persistent_id(...)</c>, shortened with <c>...</c> after about 2,000 characters.</summary>
    public override string ToString() => PythonFormatter.Format(this);
}
