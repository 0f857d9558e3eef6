using Pickling.Model;

namespace Pickling.Cli.Diff;

/// <summary>A key by Python's equality, None included.</summary>
internal readonly struct HashedKey(object? key) : IEquatable<HashedKey>
{
    internal object? Key { get; } = key;

    public bool Equals(HashedKey other) => PythonEquality.Equals(Key, other.Key);

    public override bool Equals(object? obj) => obj is HashedKey other && Equals(other);

    public override int GetHashCode() => PythonEquality.GetHashCode(Key);
}
