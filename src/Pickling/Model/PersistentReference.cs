namespace Pickling.Model;

/// <summary>A persistent id.</summary>
public sealed class PersistentReference
{
}
