using System.Numerics;

namespace Pickling.Model.Standard;

/// <summary>The call that makes a <c>complex</c>, and the <see cref="Complex"/> that holds the same.</summary>
internal static class ComplexForms
{
    public static readonly PyGlobal Class = new("builtins", "complex");

    public static PyObject Of(Complex value) => new(Class, PyTuple.Create(value.Real, value.Imaginary), PyConstruction.Reduce);

    public static object? Read(PyTuple arguments) => arguments is [double real, double imaginary] ? new Complex(real, imaginary) : null;

    /// <summary>Reads a complex that stayed a call.</summary>
    public static bool TryRead(object? value, out Complex result)
    {
        bool isComplex = StandardForm.TryOpen(value, out StandardForm form) && form.Name == "builtins.complex";
        object? read = isComplex ? Read(form.Arguments) : null;
        result = read is Complex complex ? complex : default;
        return read is not null;
    }
}
