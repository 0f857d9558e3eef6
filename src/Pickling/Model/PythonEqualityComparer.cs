namespace Pickling.Model;

/// <summary><see cref="PythonEquality"/> in the shape that .NET's collections take.</summary>
internal sealed class PythonEqualityComparer : IEqualityComparer<object?>
{
    bool IEqualityComparer<object?>.Equals(object? x, object? y) => PythonEquality.Equals(x, y);

    int IEqualityComparer<object?>.GetHashCode(object? obj) => PythonEquality.GetHashCode(obj);
}
