using Pickling.Mapping;

namespace Pickling;

/// <summary>Looking at values as they would be written.</summary>
public static partial class Pickle
{
    /// <summary>Goes through what a value would be written as, part by part, without writing it.</summary>
    /// <typeparam name="T">The type to write it as.</typeparam>
    /// <param name="value">As for <see cref="Dumps{T}(T, PickleContext, PickleOptions?)"/>.</param>
    /// <param name="visitor">Takes the parts; it has the converters and options.</param>
    /// <exception cref="PicklingException">A value has no counterpart in Python; the message names its path.</exception>
    /// <exception cref="NotSupportedException">The visitor's context does not know a type, or a type cannot be mapped as it is.</exception>
    public static void Visit<T>(T value, PickleVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        if (ReferenceEquals(visitor.Context, PickleContext.BuiltIn) && NaturalTypes.Writes(value, visitor.Options))
        {
            visitor.VisitNatural(value);
        }
        else
        {
            visitor.Writer.Write(visitor.Context.GetConverter<T>(), value);
        }
    }
}
