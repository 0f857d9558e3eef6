namespace Pickling.Model;

/// <summary>A buffer.</summary>
public sealed class PickleBuffer
{
}
