using Pickling.Mapping;
using Pickling.Model;

namespace Pickling.Workers;

/// <summary>The one implementation of <see cref="ValueForm"/>.</summary>
internal sealed class ValueForm<T> : ValueForm
{
    // What the natural graph consists of: it alone knows the classes that options may hold.
    private static readonly bool IsNatural = typeof(T) == typeof(object) || typeof(T).Namespace == typeof(PyDict).Namespace;

    public override object? Read(PickleElement element, CallPickler pickler)
    {
        if (pickler.HasClasses && element.GetNatural() is T natural)
        {
            return natural;
        }

        return typeof(T) == typeof(object) ? element.GetNatural() : element.Deserialize<T>(pickler.Context);
    }

    public override void Write(PickleValueWriter writer, object? value, CallPickler pickler)
    {
        if (IsNatural || pickler.HasClasses)
        {
            writer.WriteNatural(value);
        }
        else
        {
            writer.Write(pickler.Context.GetConverter<T>(), (T?)value);
        }
    }
}
