namespace Pickling.Model;

/// <summary>Marks the types that stand for Python objects which .NET has no type of its own for.</summary>
/// <remarks>Serves as the target of <see cref="PyValue.Get{T}(IPyValue, ReadOnlySpan{object?})"/>.</remarks>
#pragma warning disable CA1040 // A marker is meant: the accessors are extension methods.
public interface IPyValue
{
}
#pragma warning restore CA1040
