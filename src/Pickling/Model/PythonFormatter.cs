using System.Globalization;
using System.Numerics;
using System.Text;
using Pickling.Model.Standard;
using Pickling.Text;

namespace Pickling.Model;

/// <summary>Prints natural values as Python's <c>repr()</c> does, bounded in length and depth, on an own stack.</summary>
/// <remarks>
/// A container inside itself prints as <c>[...]</c>, <c>(...)</c> or <c>{...}</c>, as in Python; so does what lies deeper
/// than asked for. A text that grows too long ends with <c>...</c>. Constructed objects, which Python would ask for their
/// own repr, print as the call that makes them, followed by state and items.
/// </remarks>
internal sealed class PythonFormatter
{
    internal const int CharsMaxDefault = 2000;
    internal const int DepthMaxDefault = 64;
    internal const int DebuggerCharsMax = 120;

    // CPython refuses to print longer integers (sys.int_max_str_digits).
    private const int IntegerDigitsMax = 4300;
    private const double DigitsPerBit = 0.30102999566398120;

    // So few open containers are searched faster one by one.
    private const int OpenLinearMax = 16;

    private readonly StringBuilder _text = new();
    private readonly Stack<Frame> _open = new();
    private readonly int _charsMax;
    private readonly int _depthMax;
    private HashSet<object>? _openSet;

    private PythonFormatter(int charsMax, int depthMax)
    {
        _charsMax = charsMax;
        _depthMax = depthMax;
    }

    internal static string Format(object? value, int charsMax = CharsMaxDefault, int depthMax = DepthMaxDefault)
    {
        var formatter = new PythonFormatter(charsMax, depthMax);
        formatter.Run(value);
        return formatter._text.ToString();
    }

    private void Run(object? value)
    {
        Print(value);
        while (_open.TryPop(out Frame frame))
        {
            if (_text.Length >= _charsMax)
            {
                _text.Append("...");
                return;
            }

            Step(ref frame);
        }
    }

    // Prints the next part of a container and puts it back, below what that part opened, until it is done.
    private void Step(ref Frame frame)
    {
        int printed = frame.Printed++;
        switch (frame.Container)
        {
            case PyObject instance when !frame.IsArguments:
                StepObject(ref frame, instance, printed);
                return;

            case PyTuple tuple:
                if (printed < tuple.Count)
                {
                    Separate(printed);
                    Continue(frame, tuple.Items[printed]);
                    return;
                }

                Close(frame, frame.IsArguments ? string.Empty : tuple.Count == 1 ? ",)" : ")");
                return;

            case PyList list:
                if (printed < list.Count)
                {
                    Separate(printed);
                    Continue(frame, list.ItemAt(printed));
                    return;
                }

                Close(frame, "]");
                return;

            case PyDict dict:
                if (frame.HasValue)
                {
                    frame.HasValue = false;
                    frame.Printed--;
                    _text.Append(": ");
                    object? pending = frame.Value;
                    frame.Value = null;
                    Continue(frame, pending);
                    return;
                }

                if (dict.TryGetEntry(ref frame.Position, out object? key, out object? value))
                {
                    Separate(printed);
                    frame.HasValue = true;
                    frame.Value = value;
                    Continue(frame, key);
                    return;
                }

                Close(frame, "}");
                return;

            case PySetBase set:
                if (set.TryGetEntry(ref frame.Position, out object? item))
                {
                    Separate(printed);
                    Continue(frame, item);
                    return;
                }

                Close(frame, set is PyFrozenSet ? "})" : "}");
                return;

            case PersistentReference reference:
                if (printed == 0)
                    Continue(frame, reference.Id);
                else
                    Close(frame, ")");
                return;
        }
    }

    // callable(arguments, **keywords) state=.. items=..
    private void StepObject(ref Frame frame, PyObject instance, int part)
    {
        switch (part)
        {
            case 0:
                Continue(frame, instance.Callable);
                return;
            case 1:
                _text.Append('(');
                _open.Push(frame);
                _open.Push(new Frame(instance.Arguments) { IsArguments = true });
                return;
            case 2:
                if (instance.KeywordArguments is { } keywords)
                {
                    _text.Append(instance.Arguments.Count > 0 ? ", **" : "**");
                    Continue(frame, keywords);
                    return;
                }

                break;
            case 3:
                _text.Append(')');
                if (instance.HasState)
                {
                    _text.Append(instance.State is PyDict ? " " : " state=");
                    Continue(frame, instance.State);
                    return;
                }

                break;
            case 4:
                if (ContinueNamed(frame, " setter=", instance.StateSetter))
                    return;
                break;
            case 5:
                if (ContinueNamed(frame, " items=", instance.ListItems))
                    return;
                break;
            case 6:
                if (ContinueNamed(frame, " items=", instance.DictItems))
                    return;
                break;
            case 7:
                if (ContinueNamed(frame, " items=", instance.SetItems))
                    return;
                break;
            case 8:
                if (ContinueNamed(frame, " states=", instance.AdditionalStates))
                    return;
                break;
            default:
                Close(frame, string.Empty);
                return;
        }

        _open.Push(frame);
    }

    private bool ContinueNamed(in Frame frame, string name, object? value)
    {
        if (value is null)
            return false;
        _text.Append(name);
        Continue(frame, value);
        return true;
    }

    private void Separate(int printed)
    {
        if (printed > 0)
            _text.Append(", ");
    }

    private void Continue(in Frame frame, object? value)
    {
        _open.Push(frame);
        Print(value);
    }

    private void Close(in Frame frame, string closer)
    {
        _text.Append(closer);
        if (!frame.IsArguments)
            _openSet?.Remove(frame.Container);
    }

    private void Print(object? value)
    {
        switch (value)
        {
            case null:
                _text.Append("None");
                break;
            case bool truth:
                _text.Append(truth ? "True" : "False");
                break;
            case string text:
                PythonRepr.AppendStr(_text, text, Remaining);
                break;
            case long int64:
                _text.Append(CultureInfo.InvariantCulture, $"{int64}");
                break;
            case double float64:
                PythonRepr.AppendFloat(_text, float64);
                break;
            case BigInteger big:
                PrintInteger(big);
                break;
            case byte[] bytes:
                PythonRepr.AppendBytes(_text, bytes, Remaining);
                break;
            case PyByteArray bytes:
                _text.Append("bytearray(");
                PythonRepr.AppendBytes(_text, bytes.AsSpan(), Remaining);
                _text.Append(')');
                break;
            case PySurrogateString text:
                string repr = text.ToString();
                _text.Append(repr.Length <= Remaining ? repr : string.Concat(repr.AsSpan(0, Math.Max(0, Remaining)), "..."));
                break;
            case PyByteString bytes:
                PythonRepr.AppendQuotedBytes(_text, bytes.AsSpan(), Remaining);
                break;
            case PyTuple { Count: 0 }:
                _text.Append("()");
                break;
            case PySetBase { Count: 0 }:
                _text.Append(value is PySet ? "set()" : "frozenset()");
                break;
            case PyTuple:
                Open(value, "(", "(...)");
                break;
            case PyList:
                Open(value, "[", "[...]");
                break;
            case PyDict:
                Open(value, "{", "{...}");
                break;
            case PySet:
                Open(value, "{", "{...}");
                break;
            case PyFrozenSet:
                Open(value, "frozenset({", "frozenset({...})");
                break;
            case PersistentReference:
                Open(value, "persistent_id(", "persistent_id(...)");
                break;
            case PyObject instance:
                Open(value, string.Empty, (instance.Global?.FullName ?? string.Empty) + "(...)");
                break;
            case not null when NaturalRepr.Of(value) is { } natural:
                _text.Append(natural);
                break;
            case IFormattable formattable:
                _text.Append(formattable.ToString(null, CultureInfo.InvariantCulture));
                break;
            default:
                _text.Append(value);
                break;
        }
    }

    private int Remaining => Math.Max(0, _charsMax - _text.Length);

    private void Open(object container, string opener, string closed)
    {
        if (_open.Count >= _depthMax || IsOpen(container))
        {
            _text.Append(closed);
            return;
        }

        _text.Append(opener);
        _open.Push(new Frame(container));
        _openSet?.Add(container);
    }

    private bool IsOpen(object container)
    {
        if (_openSet is not null)
            return _openSet.Contains(container);
        foreach (Frame frame in _open)
        {
            if (ReferenceEquals(frame.Container, container) && !frame.IsArguments)
                return true;
        }

        if (_open.Count > OpenLinearMax)
        {
            _openSet = new HashSet<object>(ReferenceEqualityComparer.Instance);
            foreach (Frame frame in _open)
            {
                if (!frame.IsArguments)
                    _openSet.Add(frame.Container);
            }
        }

        return false;
    }

    private void PrintInteger(BigInteger value)
    {
        long bits = value.GetBitLength();
        if (bits * DigitsPerBit > IntegerDigitsMax)
            _text.Append(CultureInfo.InvariantCulture, $"<int of {bits} bits>");
        else
            _text.Append(value.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>A container that is being printed.</summary>
    private struct Frame(object container)
    {
        internal readonly object Container = container;

        // Items, or parts of an object, printed so far.
        internal int Printed;

        // Where the container's own enumeration stands.
        internal int Position;

        // The value of the key just printed.
        internal object? Value;
        internal bool HasValue;

        // The arguments of a call: a tuple whose parentheses are the call's.
        internal bool IsArguments;
    }
}
