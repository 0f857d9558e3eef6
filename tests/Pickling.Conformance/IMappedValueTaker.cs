namespace Pickling.Conformance;

/// <summary>Takes the value of a case with the type that it is written as.</summary>
public interface IMappedValueTaker
{
    /// <summary>Takes it.</summary>
    /// <typeparam name="T">The type that it is written as.</typeparam>
    /// <param name="value">The value.</param>
    void Take<T>(T value);
}
