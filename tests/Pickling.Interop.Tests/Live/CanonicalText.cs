using System.Buffers.Binary;
using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;
using Pickling.Model;

namespace Pickling.Interop.Tests.Live;

/// <summary>
/// The canonical text of an object graph, as <c>Describer</c> in <c>peer.py</c> writes it: containers numbered at their
/// first visit and named by number after it, dict entries and set items sorted by their own text.
/// </summary>
internal sealed class CanonicalText
{
    private readonly Dictionary<object, int> _numbers = new(ReferenceEqualityComparer.Instance);
    private readonly StringBuilder _text = new();
    private readonly bool _python2;

    private CanonicalText(bool python2) => _python2 = python2;

    /// <summary>The text of a value; for Python 2, bytes are its <c>str</c>.</summary>
    public static string Of(object? value, bool python2 = false)
    {
        var text = new CanonicalText(python2);
        text.Value(value);
        return text._text.ToString();
    }

    private void Value(object? value)
    {
        switch (value)
        {
            case null:
                _text.Append("None");
                break;
            case bool flag:
                _text.Append(flag ? "True" : "False");
                break;
            case sbyte or byte or short or ushort or int or uint or long or ulong or BigInteger:
                _text.Append(CultureInfo.InvariantCulture, $"i{value}");
                break;
            case float or double:
                Float(Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            case string text:
                Text(text);
                break;
            case byte[] bytes:
                Bytes(_python2 ? "s" : "b", bytes);
                break;
            case PyByteString bytes:
                Bytes("s", bytes.AsSpan());
                break;
            case PyTuple { Count: 0 }:
                _text.Append("()");
                break;
            case PyFrozenSet { Count: 0 }:
                _text.Append("frozenset()");
                break;
            case PyGlobal named:
                _text.Append(CultureInfo.InvariantCulture, $"<{named.Module} {named.Name}>");
                break;
            default:
                Numbered(value);
                break;
        }
    }

    private void Numbered(object value)
    {
        ref int number = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_numbers, value, out bool known);
        if (known)
        {
            _text.Append(CultureInfo.InvariantCulture, $"#{number}");
            return;
        }

        number = _numbers.Count - 1;
        _text.Append(CultureInfo.InvariantCulture, $"#{number}=");
        RuntimeHelpers.EnsureSufficientExecutionStack();
        Container(value);
    }

    private void Container(object value)
    {
        switch (value)
        {
            case PyByteArray bytes:
                Bytes("a", bytes.AsSpan());
                break;
            case PyTuple tuple:
                Items("(", tuple, ")");
                break;
            case PyFrozenSet set:
                Keys("frozenset{", set);
                break;
            case PySet set:
                Keys("set{", set);
                break;
            case PyDict dict:
                Entries(dict.Select(pair => ((object?)pair.Key, pair.Value)));
                break;
            case IDictionary dict:
                Entries(dict.Keys.Cast<object>().Select(key => ((object?)key, dict[key])));
                break;
            case IEnumerable items when IsSet(value):
                Keys("set{", items);
                break;
            case IEnumerable items:
                Items("[", items, "]");
                break;
            default:
                throw new ArgumentException($"{value.GetType()} has no canonical text: {value}");
        }
    }

    private void Items(string open, IEnumerable items, string close)
    {
        _text.Append(open);
        bool first = true;
        foreach (object? item in items)
        {
            _text.Append(first ? "" : ",");
            first = false;
            Value(item);
        }

        _text.Append(close);
    }

    private void Keys(string open, IEnumerable items) =>
        _text.Append(open).AppendJoin(',', items.Cast<object?>().Select(item => Of(item, _python2)).Order(StringComparer.Ordinal)).Append('}');

    private void Entries(IEnumerable<(object? Key, object? Value)> entries)
    {
        _text.Append('{');
        bool first = true;
        foreach ((string key, object? value) in entries.Select(entry => (Of(entry.Key, _python2), entry.Value)).OrderBy(entry => entry.Item1, StringComparer.Ordinal))
        {
            _text.Append(first ? "" : ",").Append(key).Append(':');
            first = false;
            Value(value);
        }

        _text.Append('}');
    }

    private void Float(double value)
    {
        if (double.IsNaN(value))
        {
            _text.Append("fnan");
            return;
        }

        Span<byte> bits = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bits, value);
        Bytes("f", bits);
    }

    private void Bytes(string kind, ReadOnlySpan<byte> bytes) => _text.Append(kind).Append(Convert.ToHexStringLower(bytes));

    private void Text(string text)
    {
        _text.Append('"');
        for (int i = 0; i < text.Length; i++)
        {
            int unit = text[i];
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                unit = char.ConvertToUtf32(text[i], text[++i]);
            }

            if (unit is >= 0x20 and < 0x7F and not '"' and not '\\')
            {
                _text.Append((char)unit);
            }
            else
            {
                _text.Append(CultureInfo.InvariantCulture, $"\\u{{{unit:x}}}");
            }
        }

        _text.Append('"');
    }

    private static bool IsSet(object value) =>
        value.GetType().GetInterfaces().Any(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ISet<>));
}
