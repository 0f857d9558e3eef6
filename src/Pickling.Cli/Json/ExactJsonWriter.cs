using System.Globalization;
using System.Numerics;
using System.Text;
using Pickling.Cli.Input;
using Pickling.Model;
using Pickling.Text;

namespace Pickling.Cli.Json;

/// <summary>
/// Writes a value as tagged JSON from which the same pickle can be made again: every type, key, order, identity, cycle and
/// bit. <c>docs/tool.md</c> specifies the form.
/// </summary>
/// <remarks>
/// Each object is written once, so the text is in proportion to the graph. Each open container is a coroutine on an explicit
/// stack, which writes its own tokens and hands over its parts.
/// </remarks>
internal sealed class ExactJsonWriter
{
    internal const int FormVersion = 1;
    internal const long CanonicalNanBits = 0x7ff8_0000_0000_0000;

    // Integers that every reader of JSON keeps: those a double holds.
    private const long PlainIntegerMax = 1L << 53;

    private readonly JsonText _json;
    private readonly Stack<IEnumerator<object?>> _open = new();
    private readonly Dictionary<object, int> _ids = new(ReferenceEqualityComparer.Instance);

    // The one object that an untagged string or global of this text stands for; others of the same text are tagged.
    private readonly Dictionary<string, string> _strings = new(StringComparer.Ordinal);
    private readonly Dictionary<PyGlobal, PyGlobal> _globals = [];
    private HashSet<object> _shared = [];

    internal ExactJsonWriter(JsonText json) => _json = json;

    /// <summary>Writes one document: the form's version, how the pickle was written, and its value.</summary>
    internal void Write(ExactForm form)
    {
        _json.BeginObject();
        _json.Key("$pickle");
        _json.Number(FormVersion);
        _json.Key("protocol");
        _json.Number(form.Protocol);
        if (form.Profile != ExactForm.Newest)
        {
            _json.Key("profile");
            _json.String(form.Profile.Name);
        }

        if (!form.FixImports)
        {
            _json.Key("fix_imports");
            _json.Bool(false);
        }

        _json.Key("value");
        Value(form.Value);
        if (form.Original is { } bytes)
        {
            _json.Key("original");
            _json.Base64String(bytes);
        }

        _json.EndObject();
        _json.EndDocument();
    }

    /// <summary>The text of a value alone, by which two values can be told apart in all that a pickle says of them.</summary>
    internal static string TextOf(object? value)
    {
        var target = new StringWriter();
        new ExactJsonWriter(new JsonText(target, isCompact: true)).Value(value);
        return target.ToString();
    }

    private void Value(object? root)
    {
        _open.Clear();
        _ids.Clear();
        _strings.Clear();
        _globals.Clear();
        _shared = SharedObjects.Find(root);
        Begin(root);
        while (_open.TryPeek(out var container))
        {
            if (container.MoveNext())
                Begin(container.Current);
            else
                _open.Pop();
        }
    }

    private void Begin(object? value)
    {
        switch (value)
        {
            case null:
                _json.Null();
                break;
            case bool truth:
                _json.Bool(truth);
                break;
            case long number when number is >= -PlainIntegerMax and <= PlainIntegerMax:
                _json.Number(number);
                break;
            case long number:
                Tag("$int", JsonNumber.Format(number));
                break;
            case BigInteger number when number >= -PlainIntegerMax && number <= PlainIntegerMax:
                _json.Number((long)number);
                break;
            case BigInteger number:
                Tag("$int", JsonNumber.Format(number));
                break;
            case double number:
                Float(number);
                break;
            case string text when IsPlain(text):
                _json.String(text);
                break;
            default:
                if (_ids.TryGetValue(value, out var id))
                    Reference(id);
                else
                    _open.Push(Parts(value).GetEnumerator());
                break;
        }
    }

    private void Float(double number)
    {
        if (double.IsFinite(number))
        {
            _json.Raw(PythonRepr.Float(number));
            return;
        }

        _json.BeginObject(isFlat: true);
        _json.Key("$float");
        _json.String(PythonRepr.Float(number));

        // Python shows every NaN as nan, but a pickle keeps sign and payload.
        if (double.IsNaN(number) && BitConverter.DoubleToInt64Bits(number) != CanonicalNanBits)
        {
            _json.Key("bits");
            _json.String(BitConverter.DoubleToInt64Bits(number).ToString("x16", CultureInfo.InvariantCulture));
        }

        _json.EndObject();
    }

    private void Tag(string tag, string text)
    {
        _json.BeginObject(isFlat: true);
        _json.Key(tag);
        _json.String(text);
        _json.EndObject();
    }

    private void Reference(int id)
    {
        _json.BeginObject(isFlat: true);
        _json.Key("$ref");
        _json.Number(id);
        _json.EndObject();
    }

    private IEnumerable<object?> Parts(object value) => value switch
    {
        string text => String(text),
        PyList list => List(list),
        PyDict dict => Dict(dict),
        PyTuple tuple => Items("$tuple", tuple, tuple.Count, tuple),
        PySet set => Items("$set", set, set.Count, set),
        PyFrozenSet set => Items("$frozenset", set, set.Count, set),
        byte[] bytes => Bytes("$bytes", bytes, bytes),
        PyByteArray bytes => Bytes("$bytearray", bytes.AsMemory(), bytes),
        PickleBuffer buffer when OutOfBand.Contains(buffer) => Tagged(buffer.IsReadOnly ? "$next_readonly_buffer" : "$next_buffer", 1, buffer),
        PickleBuffer { IsReadOnly: true } buffer => Bytes("$readonly_buffer", buffer.ReadOnlyMemory, buffer),
        PickleBuffer buffer => Bytes("$buffer", buffer.ReadOnlyMemory, buffer),
        PyByteString bytes => ByteString(bytes),
        PySurrogateString text => Bytes("$str_utf8", text.ToUtf8(), text),
        PyGlobal global when UnknownExtensions.TryGetCode(global, out var code) => Tagged("$ext", code, global),
        PyGlobal global => Global(global),
        PersistentReference reference => Persistent(reference),
        PyObject made => Object(made),
        _ => throw new ToolException($"a {value.GetType()} has no exact JSON", ExitCodes.BadPickle),
    };

    private IEnumerable<object?> List(PyList list)
    {
        if (_shared.Contains(list))
            return Items("$list", list, list.Count, list);
        return Array(list, list.Count);
    }

    private IEnumerable<object?> Array(IEnumerable<object?> items, int count)
    {
        _json.BeginArray(JsonLayout.IsFlat(items, count));
        foreach (var item in items)
            yield return item;
        _json.EndArray();
    }

    private IEnumerable<object?> Items(string tag, IEnumerable<object?> items, int count, object owner)
    {
        var isFlat = JsonLayout.IsFlat(items, count);
        _json.BeginObject(isFlat);
        Id(owner);
        _json.Key(tag);
        _json.BeginArray(isFlat);
        foreach (var item in items)
            yield return item;
        _json.EndArray();
        _json.EndObject();
    }

    // A JSON object when it has no identity to keep and its keys are plain strings.
    private IEnumerable<object?> Dict(PyDict dict)
    {
        if (!_shared.Contains(dict) && HasPlainKeys(dict))
        {
            _json.BeginObject(JsonLayout.IsFlat(dict));
            foreach (var (key, value) in dict)
            {
                _json.Key((string)key);
                yield return value;
            }

            _json.EndObject();
            yield break;
        }

        _json.BeginObject();
        Id(dict);
        _json.Key("$dict");
        if (HasPlainKeys(dict))
        {
            _json.BeginObject(JsonLayout.IsFlat(dict));
            foreach (var (key, value) in dict)
            {
                _json.Key((string)key);
                yield return value;
            }

            _json.EndObject();
        }
        else
        {
            foreach (var part in Pairs(dict))
                yield return part;
        }

        _json.EndObject();
    }

    private IEnumerable<object?> Pairs(PyDict dict)
    {
        _json.BeginArray();
        foreach (var (key, value) in dict)
        {
            _json.BeginArray(JsonLayout.IsFlat([key, value], 2));
            yield return key;
            yield return value;
            _json.EndArray();
        }

        _json.EndArray();
    }

    private IEnumerable<object?> Bytes(string tag, ReadOnlyMemory<byte> bytes, object owner)
    {
        _json.BeginObject(isFlat: true);
        Id(owner);
        _json.Key(tag);
        _json.Base64String(bytes.Span);
        _json.EndObject();
        yield break;
    }

    private IEnumerable<object?> Tagged(string tag, int number, object owner)
    {
        _json.BeginObject(isFlat: true);
        Id(owner);
        _json.Key(tag);
        _json.Number(number);
        _json.EndObject();
        yield break;
    }

    private IEnumerable<object?> ByteString(PyByteString bytes)
    {
        _json.BeginObject(isFlat: true);
        Id(bytes);
        _json.Key("$bytestring");
        _json.String(bytes.ToString(Encoding.Latin1));
        _json.EndObject();
        yield break;
    }

    // A string that may not stand for itself: another object than an equal one before, or not writable in JSON.
    private IEnumerable<object?> String(string text)
    {
        var isNew = IsNew(_strings, text);
        _json.BeginObject(isFlat: true);
        if (isNew)
            Id(text);
        _json.Key("$str");
        _json.String(EscapeSurrogates(text));
        New(isNew);
        _json.EndObject();
        yield break;
    }

    private IEnumerable<object?> Global(PyGlobal global)
    {
        var isKnown = _globals.ContainsKey(global);
        var isNew = IsNew(_globals, global);
        _json.BeginObject(isFlat: true);
        if (isNew)
            Id(global);
        _json.Key("$global");
        _json.BeginArray(isFlat: true);
        if (isKnown && !isNew)
        {
            // The name alone finds the object that was written before with its strings.
            Text(global.Module);
            Text(global.Name);
        }
        else
        {
            yield return global.Module;
            yield return global.Name;
        }

        _json.EndArray();
        New(isNew);
        _json.EndObject();
    }

    private IEnumerable<object?> Persistent(PersistentReference reference)
    {
        _json.BeginObject(isFlat: reference.Id is string or long);
        Id(reference);
        _json.Key("$persid");
        yield return reference.Id;
        _json.EndObject();
    }

    private IEnumerable<object?> Object(PyObject made)
    {
        _json.BeginObject();
        Id(made);
        _json.Key(made.Construction switch
        {
            PyConstruction.NewObject => "$newobj",
            PyConstruction.NewObjectEx => "$newobj_ex",
            PyConstruction.Instance => "$inst",
            _ => "$reduce",
        });
        yield return made.Callable;
        if (_shared.Contains(made.Arguments))
        {
            _json.Key("args");
            yield return made.Arguments;
        }
        else if (made.Arguments.Count > 0)
        {
            // Arguments are always a tuple, so an array says enough.
            _json.Key("args");
            foreach (var part in Array(made.Arguments, made.Arguments.Count))
                yield return part;
        }

        if (made.KeywordArguments is not null)
        {
            _json.Key("kwargs");
            yield return made.KeywordArguments;
        }

        if (made.ListItems is { } items)
        {
            _json.Key("listitems");
            foreach (var part in Array(items, items.Count))
                yield return part;
        }

        if (made.DictItems is { } entries)
        {
            _json.Key("dictitems");
            foreach (var part in Pairs(entries))
                yield return part;
        }

        if (made.SetItems is { } members)
        {
            _json.Key("setitems");
            foreach (var part in Array(members, members.Count))
                yield return part;
        }

        if (made.HasState)
        {
            _json.Key("state");
            yield return made.State;
        }

        if (made.StateSetter is not null)
        {
            _json.Key("state_setter");
            yield return made.StateSetter;
        }

        if (made.AdditionalStates is { } states)
        {
            _json.Key("more_states");
            foreach (var part in Array(states, states.Count))
                yield return part;
        }

        _json.EndObject();
    }

    // Gives a shared object its number, before its parts: they may refer to it.
    private void Id(object owner)
    {
        if (!_shared.Contains(owner))
            return;
        var id = _ids.Count + 1;
        _ids.Add(owner, id);
        _json.Key("$id");
        _json.Number(id);
    }

    private void Text(string text)
    {
        if (HasLoneSurrogate(text))
            Tag("$str", EscapeSurrogates(text));
        else
            _json.String(text);
    }

    private void New(bool isNew)
    {
        if (!isNew)
            return;
        _json.Key("$new");
        _json.Bool(true);
    }

    private bool HasPlainKeys(PyDict dict)
    {
        foreach (var (key, _) in dict)
        {
            if (key is not string text || text.StartsWith('$') || !IsPlain(text))
                return false;
        }

        return true;
    }

    // Whether JSON can hold the text and the text stands for this very object.
    private bool IsPlain(string text) => !HasLoneSurrogate(text) && !IsNew(_strings, text);

    // Whether another object of the same content came before; the first to come stands for the content from then on.
    private static bool IsNew<T>(Dictionary<T, T> known, T value)
        where T : class
    {
        if (known.TryGetValue(value, out var first))
            return !ReferenceEquals(first, value);
        known.Add(value, value);
        return false;
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (!char.IsHighSurrogate(text[i]) || i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1]))
                return true;
            i++;
        }

        return false;
    }

    // Lone surrogates as \udXXX and each backslash as two.
    private static string EscapeSurrogates(string text)
    {
        var target = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            var unit = text[i];
            if (unit == '\\')
                target.Append(@"\\");
            else if (!char.IsSurrogate(unit))
                target.Append(unit);
            else if (char.IsHighSurrogate(unit) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                target.Append(unit).Append(text[++i]);
            else
                target.Append("\\u").Append(((int)unit).ToString("x4", CultureInfo.InvariantCulture));
        }

        return target.ToString();
    }
}
