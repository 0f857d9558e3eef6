namespace Pickling.Model;

/// <summary>A class or function, by name.</summary>
public sealed class PyGlobal
{
}
