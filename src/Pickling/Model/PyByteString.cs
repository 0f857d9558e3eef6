namespace Pickling.Model;

/// <summary>A Python 2 str.</summary>
public sealed class PyByteString
{
}
