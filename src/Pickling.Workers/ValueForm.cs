using System.Diagnostics.CodeAnalysis;
using Pickling.Mapping;

namespace Pickling.Workers;

/// <summary>How a type of which only the <see cref="Type"/> is known is read and written.</summary>
internal abstract class ValueForm
{
    // From a Type object that the program itself gave, never from a name.
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "A program that trims roots the types of its functions.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "The packages of workers are not marked AOT-compatible.")]
    public static ValueForm Of(Type type) =>
        (ValueForm)Activator.CreateInstance(typeof(ValueForm<>).MakeGenericType(type))!;

    public abstract object? Read(PickleElement element, CallPickler pickler);

    public abstract void Write(PickleValueWriter writer, object? value, CallPickler pickler);
}
