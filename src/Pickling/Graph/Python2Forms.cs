using System.Numerics;
using System.Text;
using Pickling.Model;

namespace Pickling.Graph;

/// <summary>What CPython 2.7 makes of the calls of <see cref="NaturalForms"/>: its texts are str, and a UUID's number is a long.</summary>
internal sealed class Python2Forms(ReferenceCounts references)
{
    // One object in each process: uuid.py holds it.
    private PyByteString? _uuidNumber;

    /// <summary>The call as that version makes it.</summary>
    /// <exception cref="PicklingException">The version has no such value.</exception>
    public PyObject Of(PyObject form) => form switch
    {
        { Arguments: [.., PyObject] } => throw new PicklingException(
            "CPython 2.7 has no datetime.timezone; write the time without an offset, as a DateTime of DateTimeKind.Unspecified"),
        { Arguments: [string text] } => Decimal(form, text),
        { State: PyDict number } => Uuid(form, number),
        _ => form,
    };

    private PyObject Decimal(PyObject form, string text)
    {
        var digits = new PyByteString(Encoding.ASCII.GetBytes(text));
        if (!text.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            // With nothing around them they are the very str that the Decimal holds.
            references.Hold(digits);
        }

        return new PyObject(form.Callable, PyTuple.Create(digits), form.Construction);
    }

    private PyObject Uuid(PyObject form, PyDict number)
    {
        _uuidNumber ??= new PyByteString("int"u8);
        references.Hold(_uuidNumber);
        object value = number.Values.Single()!;
        var state = new PyDict();
        state.Reserve(1, out Span<object?> keys, out Span<object?> values);
        keys[0] = _uuidNumber;
        values[0] = value is long small ? new BigInteger(small) : value;
        state.Commit(1);
        return new PyObject(form.Callable, form.Arguments, form.Construction) { State = state };
    }
}
