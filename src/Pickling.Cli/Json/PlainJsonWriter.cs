using System.Globalization;
using System.Numerics;
using System.Text;
using Pickling.Cli.Show;
using Pickling.Model;
using Pickling.Text;

namespace Pickling.Cli.Json;

/// <summary>
/// Writes a value as the JSON that other programs expect: readable, not loss-free. <c>docs/tool.md</c> lists what becomes
/// what.
/// </summary>
/// <remarks>
/// A container that is met again is written again, so the output can be larger than the graph; past a budget it is refused.
/// Each open container is a coroutine on an explicit stack, which writes its own tokens and hands over its parts.
/// </remarks>
internal sealed class PlainJsonWriter
{
    // Values that repetition may add to any output, and per value written once.
    private const long RepeatsFree = 1_000_000;
    private const long RepeatsPerValue = 20;

    private readonly JsonText _json;
    private readonly Stack<(object Container, IEnumerator<object?> Parts)> _open = new();

    // Containers being written, and at which level; containers written before; and how many values of either kind.
    private readonly Dictionary<object, int> _path = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<object> _written = new(ReferenceEqualityComparer.Instance);
    private long _values;
    private long _repeats;
    private int _repeatDepth = int.MaxValue;

    internal PlainJsonWriter(JsonText json) => _json = json;

    /// <summary>Writes one document.</summary>
    /// <exception cref="ToolException">Sharing would make the text far larger than the value.</exception>
    internal void Write(object? root)
    {
        // A refusal comes before the first character.
        if (SharedObjects.Find(root).Any(shared => shared is PyList or PyTuple or PyDict or PySetBase or PyObject or PersistentReference))
            new PlainJsonWriter(new JsonText(TextWriter.Null, isCompact: true)).WriteOnce(root);
        WriteOnce(root);
    }

    private void WriteOnce(object? root)
    {
        _open.Clear();
        _path.Clear();
        _written.Clear();
        _values = _repeats = 0;
        _repeatDepth = int.MaxValue;
        Begin(root);
        while (_open.TryPeek(out var top))
        {
            if (top.Parts.MoveNext())
            {
                Begin(top.Parts.Current);
                continue;
            }

            _open.Pop();
            _path.Remove(top.Container);
            if (_open.Count < _repeatDepth)
                _repeatDepth = int.MaxValue;
        }

        _json.EndDocument();
    }

    private void Begin(object? value)
    {
        Count();
        switch (value)
        {
            case null:
                _json.Null();
                break;
            case bool truth:
                _json.Bool(truth);
                break;
            case long number:
                _json.Number(number);
                break;
            case BigInteger number:
                if (JsonNumber.TryFormat(number, out var digits))
                    _json.Raw(digits);
                else
                    _json.String(digits);
                break;
            case double number:
                if (double.IsFinite(number))
                    _json.Raw(PythonRepr.Float(number));
                else
                    _json.String(double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity");
                break;
            case string text:
                _json.String(text);
                break;
            case byte[] bytes:
                _json.Base64String(bytes);
                break;
            case PyByteArray bytes:
                _json.Base64String(bytes.AsSpan());
                break;
            case PickleBuffer buffer:
                _json.Base64String(buffer.ReadOnlyMemory.Span);
                break;
            case PySurrogateString text:
                _json.String(text.Text);
                break;
            case PyByteString bytes:
                _json.String(Text(bytes));
                break;
            case PyGlobal global:
                _json.String(global.FullName);
                break;
            case Complex number:
                _json.BeginArray(isFlat: true);
                Begin(number.Real);
                Begin(number.Imaginary);
                _json.EndArray();
                break;
            case TimeSpan span:
                _json.Raw(PythonRepr.Float(span.TotalSeconds));
                break;
            case PyObject made when StandardText.OfObject(made, 'T') is { } known:
                _json.String(known.Text);
                break;
            default:
                if (StandardText.OfNatural(value, 'T') is { } standard)
                    _json.String(standard);
                else
                    Open(value);
                break;
        }
    }

    private void Open(object value)
    {
        if (_path.TryGetValue(value, out var level))
        {
            _json.BeginObject(isFlat: true);
            _json.Key("$cycle");
            _json.Number(_path.Count - level);
            _json.EndObject();
            return;
        }

        if (!_written.Add(value) && _repeatDepth == int.MaxValue)
            _repeatDepth = _open.Count + 1;
        _path.Add(value, _path.Count);
        _open.Push((value, Parts(value).GetEnumerator()));
    }

    private void Count()
    {
        if (_open.Count < _repeatDepth)
            _values++;
        else if (++_repeats > RepeatsFree + RepeatsPerValue * _values)
        {
            throw new ToolException(
                "the value is shared so often that plain JSON would repeat it without end; --exact writes it once",
                ExitCodes.BadPickle);
        }
    }

    private IEnumerable<object?> Parts(object container) => container switch
    {
        PyList list => Array(list, list.Count),
        PyTuple tuple => Array(tuple, tuple.Count),
        PySetBase set => Array(set, set.Count),
        PyDict dict => Dict(dict),
        PersistentReference reference => Tagged("$persid", reference.Id),
        PyObject { Global: { Module: "collections", Name: "OrderedDict" or "defaultdict" }, HasState: false, DictItems: { } entries } => Dict(entries),
        PyObject { Global: { Module: "collections", Name: "Counter" }, HasState: false, Arguments: [PyDict counts] } => Dict(counts),
        PyObject { Global: { Module: "collections", Name: "deque" }, HasState: false, ListItems: { } items } => Array(items, items.Count),
        PyObject made => Object(made),
        _ => Tagged("$unknown", container.ToString()),
    };

    private IEnumerable<object?> Array(IEnumerable<object?> items, int count)
    {
        _json.BeginArray(JsonLayout.IsFlat(items, count));
        foreach (var item in items)
            yield return item;
        _json.EndArray();
    }

    private IEnumerable<object?> Tagged(string tag, object? value)
    {
        _json.BeginObject();
        _json.Key(tag);
        yield return value;
        _json.EndObject();
    }

    // An object when every key has a text of its own, else an array of pairs.
    private IEnumerable<object?> Dict(PyDict dict)
    {
        if (!HasTextKeys(dict))
        {
            _json.BeginArray();
            foreach (var (key, value) in dict)
            {
                _json.BeginArray();
                yield return key;
                yield return value;
                _json.EndArray();
            }

            _json.EndArray();
            yield break;
        }

        _json.BeginObject(JsonLayout.IsFlat(dict));
        foreach (var (key, value) in dict)
        {
            _json.Key(KeyText(key)!);
            yield return value;
        }

        _json.EndObject();
    }

    private IEnumerable<object?> Object(PyObject made)
    {
        _json.BeginObject();
        _json.Key("$class");
        yield return made.Callable;
        if (made.Arguments.Count > 0)
        {
            _json.Key("$args");
            foreach (var part in Array(made.Arguments, made.Arguments.Count))
                yield return part;
        }

        if (made.KeywordArguments is not null)
        {
            _json.Key("$kwargs");
            yield return made.KeywordArguments;
        }

        if (Attributes(made) is { } attributes)
        {
            foreach (var (name, value) in attributes)
            {
                _json.Key((string)name);
                yield return value;
            }
        }
        else if (made.HasState)
        {
            _json.Key("$state");
            yield return made.State;
        }

        if (made.AdditionalStates is { } states)
        {
            _json.Key("$states");
            foreach (var part in Array(states, states.Count))
                yield return part;
        }

        if ((made.ListItems ?? (object?)made.SetItems) is { } items)
        {
            _json.Key("$items");
            yield return items;
        }

        if (made.DictItems is not null)
        {
            _json.Key("$entries");
            yield return made.DictItems;
        }

        _json.EndObject();
    }

    // The attributes of dict and slots together; null when they would not stand for themselves.
    private static List<KeyValuePair<object, object?>>? Attributes(PyObject made)
    {
        IEnumerable<KeyValuePair<object, object?>>? all = made.State switch
        {
            PyDict attributes => attributes,
            PyTuple { Count: 2 } both when both[0] is PyDict or null && both[1] is PyDict slots =>
                ((IEnumerable<KeyValuePair<object, object?>>?)(PyDict?)both[0] ?? []).Concat(slots),
            _ => null,
        };
        if (all?.ToList() is not { } entries)
            return null;
        var names = new HashSet<string>(StringComparer.Ordinal);
        return entries.TrueForAll(entry => entry.Key is string name && !name.StartsWith('$') && names.Add(name))
            ? entries
            : null;
    }

    private static bool HasTextKeys(PyDict dict)
    {
        HashSet<string>? texts = null;
        foreach (var (key, _) in dict)
        {
            if (KeyText(key) is not { } text)
                return false;

            // Only keys of several kinds can have the same text.
            if (key is not string || texts is not null)
            {
                texts ??= dict.Select(entry => entry.Key).OfType<string>().ToHashSet(StringComparer.Ordinal);
                if (key is not string && !texts.Add(text))
                    return false;
            }
        }

        return true;
    }

    private static string? KeyText(object? key) => key switch
    {
        null => "null",
        bool truth => truth ? "true" : "false",
        long number => number.ToString(CultureInfo.InvariantCulture),
        BigInteger number => JsonNumber.Format(number),
        double number => PythonRepr.Float(number),
        string text => text,
        PyByteString bytes => Text(bytes),
        PySurrogateString text => text.Text,
        _ => null,
    };

    // Python 2 did not say what the bytes of a str are: UTF-8 when they can be, else Latin-1.
    private static string Text(PyByteString bytes)
    {
        try
        {
            return bytes.ToString(new UTF8Encoding(false, throwOnInvalidBytes: true));
        }
        catch (DecoderFallbackException)
        {
            return bytes.ToString(Encoding.Latin1);
        }
    }
}
