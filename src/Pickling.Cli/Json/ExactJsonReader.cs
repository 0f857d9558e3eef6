using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pickling.Cli.Input;
using Pickling.Machine;
using Pickling.Model;
using Pickling.Opcodes;

namespace Pickling.Cli.Json;

/// <summary>Reads exact JSON: the other direction of <see cref="ExactJsonWriter"/>.</summary>
/// <remarks>
/// The document becomes opcodes, and a load of them the value, so sharing and cycles come about as in any pickle. Each open
/// container is a coroutine on an explicit stack, which writes its own opcodes and hands over its parts.
/// </remarks>
internal sealed class ExactJsonReader
{
    private static readonly string[] CallMembers =
        ["$id", "args", "kwargs", "listitems", "dictitems", "setitems", "state", "state_setter", "more_states"];

    private readonly ExactOpcodes _pickle = new();
    private readonly List<PickleBuffer> _buffers = [];
    private readonly Dictionary<string, JsonItem> _byId = new(StringComparer.Ordinal);

    // Every item stands for one object, numbered or not: a cycle may lead to it before it is made.
    private readonly Dictionary<JsonItem, int> _memoByItem = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, int> _memoByText = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Module, string Name), int> _memoByGlobal = [];

    // How many objects were made when the item was last begun, of those that are being made at the moment.
    private readonly Dictionary<JsonItem, int> _begun = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<(JsonItem Item, IEnumerator<JsonItem> Parts, int? BegunBefore)> _open = new();

    private ExactJsonReader()
    {
    }

    /// <summary>Reads one document.</summary>
    /// <exception cref="ToolException">It is not exact JSON; the message says where.</exception>
    internal static ExactForm Read(JsonItem document, PickleOptions options)
    {
        if (document["$pickle"] is not { } version)
            throw document.Wrong("this is not what pickle json --exact writes: an object that starts with \"$pickle\": 1");
        if (version.Text != ExactJsonWriter.FormVersion.ToString(CultureInfo.InvariantCulture))
            throw version.Wrong($"version {version.Text} of the form is not known, only {ExactJsonWriter.FormVersion}");
        foreach (var (name, item) in document.Members)
        {
            if (name is not ("$pickle" or "protocol" or "profile" or "fix_imports" or "value" or "original"))
                throw item.Wrong($"a document has no member \"{name}\"");
        }

        var protocol = document["protocol"] ?? throw document.Wrong("\"protocol\" is missing");
        if (protocol.Kind != JsonValueKind.Number || !int.TryParse(protocol.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ||
            number > PickleOptions.HighestProtocol)
        {
            throw protocol.Wrong($"\"protocol\" must be 0 to {PickleOptions.HighestProtocol}");
        }

        var profile = ExactForm.Newest;
        if (document["profile"] is { } version2 && !CPythonProfile.TryForVersion(String(version2, "profile"), out profile))
            throw version2.Wrong($"there is no profile '{version2.Text}'");
        var value = document["value"] ?? throw document.Wrong("\"value\" is missing");
        return new ExactForm(new ExactJsonReader().Value(value, options), number)
        {
            Profile = profile!,
            FixImports = document["fix_imports"]?.Kind != JsonValueKind.False,
            Original = document["original"] is { } original ? Base64(original, "original") : null,
        };
    }

    private object? Value(JsonItem root, PickleOptions options)
    {
        FindIds(root);
        _pickle.Proto();
        Begin(root);
        while (_open.TryPeek(out var top))
        {
            if (top.Parts.MoveNext())
            {
                Begin(top.Parts.Current);
                continue;
            }

            _open.Pop();
            if (top.BegunBefore is { } before)
                _begun[top.Item] = before;
            else
                _begun.Remove(top.Item);
        }

        _pickle.Op(Opcode.Stop);
        try
        {
            return Pickle.Loads(_pickle.Written, options with { Encoding = "bytestring", Buffers = _buffers });
        }
        catch (PickleException exception)
        {
            // Such as a key that Python cannot hash. The place is one in opcodes that nobody has seen.
            var place = $"{exception.Opcode} at {exception.Offset}: ";
            throw root.Wrong($"no pickle makes this value: {exception.Message.Replace(place, "", StringComparison.Ordinal)}");
        }
    }

    private void FindIds(JsonItem root)
    {
        var left = new Stack<JsonItem>([root]);
        while (left.TryPop(out var item))
        {
            if (item.Kind == JsonValueKind.Array)
            {
                foreach (var part in item.Items)
                    left.Push(part);
            }
            else if (item.Kind == JsonValueKind.Object)
            {
                foreach (var (name, part) in item.Members)
                {
                    if (name == "$id" && !_byId.TryAdd(part.Text, item))
                        throw part.Wrong($"\"$id\" {part.Text} is there twice");
                    left.Push(part);
                }
            }
        }
    }

    private void Begin(JsonItem item)
    {
        switch (item.Kind)
        {
            case JsonValueKind.Null:
                _pickle.Op(Opcode.None);
                break;
            case JsonValueKind.True:
                _pickle.Op(Opcode.NewTrue);
                break;
            case JsonValueKind.False:
                _pickle.Op(Opcode.NewFalse);
                break;
            case JsonValueKind.Number when item.Text.AsSpan().IndexOfAny(".eE") >= 0:
                _pickle.Float(double.Parse(item.Text, CultureInfo.InvariantCulture));
                break;
            case JsonValueKind.Number:
                _pickle.Integer(JsonNumber.Parse(item.Text)!.Value);
                break;
            case JsonValueKind.String:
                SharedText(item.Text);
                break;
            default:
                if (Target(item) is var target && _memoByItem.TryGetValue(target, out var memo))
                    _pickle.Get(memo);
                else
                    Open(target);
                break;
        }
    }

    // What a $ref stands for, else the item itself.
    private JsonItem Target(JsonItem item)
    {
        if (item["$ref"] is not { } reference)
            return item;
        if (item.Members.Count > 1)
            throw item.Wrong("\"$ref\" stands alone");
        return _byId.TryGetValue(reference.Text, out var target)
            ? target
            : throw reference.Wrong($"no \"$id\" is {reference.Text}");
    }

    // A tuple that is its own part by way of a list is begun again within itself, as pickle does it. Each time something on
    // the way must have been made, or there is no end to it.
    private void Open(JsonItem item)
    {
        int? before = _begun.TryGetValue(item, out var made) ? made : null;
        if (before == _pickle.MemoCount)
            throw item.Wrong("this is its own part without anything in between that can be made before its parts");
        _begun[item] = _pickle.MemoCount;
        _open.Push((item, Parts(item).GetEnumerator(), before));
    }

    private IEnumerable<JsonItem> Parts(JsonItem item)
    {
        if (item.Kind == JsonValueKind.Array)
            return Filled(item, Opcode.EmptyList, item, Opcode.Appends);
        var (name, content) = item.Members.Find(member => member.Name is not "$id" && member.Name.StartsWith('$'));
        switch (name)
        {
            case null when item["$id"] is null:
                return Dict(item, item);
            case "$list":
                return Filled(item, Opcode.EmptyList, Array(content, name), Opcode.Appends);
            case "$set":
                return Filled(item, Opcode.EmptySet, Array(content, name), Opcode.AddItems);
            case "$frozenset":
                return Whole(item, Array(content, name), Opcode.FrozenSet);
            case "$tuple":
                return Whole(item, Array(content, name), Opcode.Tuple);
            case "$dict":
                return Dict(item, content);
            case "$persid":
                return Persistent(item, content);
            case "$global":
                return Global(item, Array(content, name));
            case "$reduce" or "$newobj" or "$newobj_ex" or "$inst":
                return Object(item, name, content);
            default:
                Leaf(item, name, content);
                return [];
        }
    }

    private void Leaf(JsonItem item, string? name, JsonItem content)
    {
        switch (name)
        {
            case "$int":
                _pickle.Integer(JsonNumber.Parse(String(content, name)) ?? throw content.Wrong("these are not the digits of an integer"));
                return;
            case "$float":
                _pickle.Float(Float(item, content));
                return;
            case "$str" when item["$new"] is null:
                SharedText(Unescape(content));
                return;
            case "$str":
                _pickle.Text(Unescape(content));
                break;
            case "$str_utf8":
                _pickle.Counted(Opcode.BinUnicode8, Base64(content, name));
                break;
            case "$bytes":
                _pickle.Counted(Opcode.BinBytes8, Base64(content, name));
                break;
            case "$bytearray":
                _pickle.Counted(Opcode.ByteArray8, Base64(content, name));
                break;
            case "$bytestring":
                _pickle.ByteString(Latin1(content));
                break;
            case "$buffer":
                Buffer(new PickleBuffer(Base64(content, name)));
                break;
            case "$readonly_buffer":
                Buffer(new PickleBuffer((ReadOnlyMemory<byte>)Base64(content, name)));
                break;
            case "$next_buffer":
                Buffer(OutOfBand.Buffers.First());
                break;
            case "$next_readonly_buffer":
                Buffer(OutOfBand.ReadOnly());
                break;
            case "$ext":
                if (!int.TryParse(content.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var code) || code == 0)
                    throw content.Wrong("an extension code is a positive integer");
                _pickle.Extension(code);
                break;
            default:
                throw item.Wrong($"exact JSON has no {name ?? "value that is only an \"$id\""}");
        }

        _memoByItem.Add(item, _pickle.Put());
    }

    // A container that is there before its parts.
    private IEnumerable<JsonItem> Filled(JsonItem item, Opcode empty, JsonItem items, Opcode end)
    {
        _pickle.Op(empty);
        _memoByItem.Add(item, _pickle.Put());
        return Batch(items.Items, end);
    }

    private IEnumerable<JsonItem> Dict(JsonItem item, JsonItem entries)
    {
        _pickle.Op(Opcode.EmptyDict);
        _memoByItem.Add(item, _pickle.Put());
        return Entries(entries);
    }

    private IEnumerable<JsonItem> Batch(IEnumerable<JsonItem> items, Opcode end)
    {
        _pickle.Op(Opcode.Mark);
        foreach (var item in items)
            yield return item;
        _pickle.Op(end);
    }

    // An object of JSON, or an array of pairs.
    private IEnumerable<JsonItem> Entries(JsonItem entries)
    {
        if (entries.Kind != JsonValueKind.Object)
            return Batch(Array(entries, "$dict").Items.SelectMany(Pair), Opcode.SetItems);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in entries.Members)
        {
            if (!names.Add(name))
                throw value.Wrong($"the key \"{JavaScriptEncoder.Default.Encode(name)}\" is there twice");
        }

        return Members(entries);
    }

    private IEnumerable<JsonItem> Members(JsonItem entries)
    {
        _pickle.Op(Opcode.Mark);
        foreach (var (name, value) in entries.Members)
        {
            SharedText(name);
            yield return value;
        }

        _pickle.Op(Opcode.SetItems);
    }

    // What is made of its parts.
    private IEnumerable<JsonItem> Whole(JsonItem item, JsonItem items, Opcode end)
    {
        foreach (var part in Batch(items.Items, end))
            yield return part;
        PutUnlessMade(item);
    }

    // One of the parts may have made it already: then that one it is, as with pickle.
    private bool PutUnlessMade(JsonItem item)
    {
        if (!_memoByItem.TryGetValue(item, out var memo))
        {
            _memoByItem.Add(item, _pickle.Put());
            return true;
        }

        _pickle.Op(Opcode.Pop);
        _pickle.Get(memo);
        return false;
    }

    private IEnumerable<JsonItem> Persistent(JsonItem item, JsonItem id)
    {
        yield return id;
        _pickle.Op(Opcode.BinPersId);
        PutUnlessMade(item);
    }

    private IEnumerable<JsonItem> Global(JsonItem item, JsonItem names)
    {
        if (names.Items.Count != 2)
            throw names.Wrong("\"$global\" needs a module and a name");
        var isNew = item["$new"] is not null;
        var key = (Name(names.Items[0]), Name(names.Items[1]));
        if (!isNew && _memoByGlobal.TryGetValue(key, out var memo))
        {
            _pickle.Get(memo);
            yield break;
        }

        yield return names.Items[0];
        yield return names.Items[1];
        _pickle.Op(Opcode.StackGlobal);
        memo = _pickle.Put();
        _memoByItem.Add(item, memo);
        if (!isNew)
            _memoByGlobal.Add(key, memo);
    }

    private string Name(JsonItem item)
    {
        if (item.Kind == JsonValueKind.String)
            return item.Text;
        return Target(item)["$str"] is { } text ? Unescape(text) : throw item.Wrong("module and name are strings");
    }

    private IEnumerable<JsonItem> Object(JsonItem item, string tag, JsonItem callable)
    {
        foreach (var (name, value) in item.Members)
        {
            if (name != tag && !CallMembers.Contains(name))
                throw value.Wrong($"a \"{tag}\" has no member \"{name}\"");
        }

        var arguments = item["args"];
        if (tag == "$inst")
        {
            _pickle.Op(Opcode.Mark);
            yield return callable;
            foreach (var argument in arguments is null ? [] : Array(arguments, "args").Items)
                yield return argument;
            _pickle.Op(Opcode.Obj);
        }
        else
        {
            yield return callable;
            if (arguments is null)
                _pickle.Op(Opcode.EmptyTuple);
            else if (arguments.Kind != JsonValueKind.Array)
                yield return arguments;
            else
            {
                foreach (var argument in Batch(arguments.Items, Opcode.Tuple))
                    yield return argument;
            }

            if (tag == "$newobj_ex")
                yield return item["kwargs"] ?? throw item.Wrong("\"$newobj_ex\" needs \"kwargs\"");
            _pickle.Op(tag switch { "$reduce" => Opcode.Reduce, "$newobj" => Opcode.NewObj, _ => Opcode.NewObjEx });
        }

        if (!PutUnlessMade(item))
            yield break;
        foreach (var part in Contents(item))
            yield return part;
    }

    // Items and state, which are set once the object is there.
    private IEnumerable<JsonItem> Contents(JsonItem item)
    {
        if (item["listitems"] is { } items)
        {
            foreach (var part in Batch(Array(items, "listitems").Items, Opcode.Appends))
                yield return part;
        }

        if (item["dictitems"] is { } entries)
        {
            foreach (var part in Entries(entries))
                yield return part;
        }

        if (item["setitems"] is { } members)
        {
            foreach (var part in Batch(Array(members, "setitems").Items, Opcode.AddItems))
                yield return part;
        }

        if (item["state_setter"] is { } setter)
        {
            yield return setter;
            _pickle.Get(_memoByItem[item]);
            yield return item["state"] ?? throw item.Wrong("\"state_setter\" needs \"state\"");
            _pickle.Op(Opcode.Tuple2);
            _pickle.Op(Opcode.Reduce);
            _pickle.Op(Opcode.Pop);
        }
        else if (item["state"] is { } state)
        {
            yield return state;
            _pickle.Op(Opcode.Build);
        }

        foreach (var more in item["more_states"] is { } states ? Array(states, "more_states").Items : [])
        {
            yield return more;
            _pickle.Op(Opcode.Build);
        }
    }

    // All strings of one text are one object, but those that say otherwise.
    private void SharedText(string text)
    {
        if (_memoByText.TryGetValue(text, out var memo))
        {
            _pickle.Get(memo);
            return;
        }

        _pickle.Text(text);
        _memoByText.Add(text, _pickle.Put());
    }

    private void Buffer(PickleBuffer buffer)
    {
        _buffers.Add(buffer);
        _pickle.Op(Opcode.NextBuffer);
    }

    private static double Float(JsonItem item, JsonItem content)
    {
        var text = String(content, "$float");
        if (item["bits"] is not { } bits)
        {
            return text switch
            {
                "inf" => double.PositiveInfinity,
                "-inf" => double.NegativeInfinity,
                "nan" => BitConverter.Int64BitsToDouble(ExactJsonWriter.CanonicalNanBits),
                _ => throw content.Wrong("\"$float\" is \"inf\", \"-inf\" or \"nan\""),
            };
        }

        return bits.Text.Length == 16 && long.TryParse(bits.Text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? BitConverter.Int64BitsToDouble(value)
            : throw bits.Wrong("\"bits\" are 16 hexadecimal digits");
    }

    private static List<JsonItem> Pair(JsonItem item) => item is { Kind: JsonValueKind.Array, Items.Count: 2 }
        ? item.Items
        : throw item.Wrong("an entry of a dict is an array of key and value");

    private static JsonItem Array(JsonItem item, string name) =>
        item.Kind == JsonValueKind.Array ? item : throw item.Wrong($"\"{name}\" needs an array");

    private static string String(JsonItem item, string name) =>
        item.Kind == JsonValueKind.String ? item.Text : throw item.Wrong($"\"{name}\" needs a string");

    private static byte[] Base64(JsonItem item, string name)
    {
        try
        {
            return Convert.FromBase64String(String(item, name));
        }
        catch (FormatException)
        {
            throw item.Wrong($"\"{name}\" needs base64");
        }
    }

    private static byte[] Latin1(JsonItem item) => String(item, "$bytestring").Any(character => character > '\xff')
        ? throw item.Wrong("each character of \"$bytestring\" is a byte: U+0000 to U+00FF")
        : Encoding.Latin1.GetBytes(item.Text);

    // \\ is a backslash, \udXXX a lone surrogate.
    private static string Unescape(JsonItem item)
    {
        var text = String(item, "$str");
        var target = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var rest = text.AsSpan(i);
            if (rest[0] != '\\')
                target.Append(rest[0]);
            else if (rest.StartsWith("\\\\"))
                target.Append(text[++i]);
            else if (rest.StartsWith("\\u") && rest.Length >= 6 &&
                ushort.TryParse(rest[2..6], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            {
                target.Append((char)unit);
                i += 5;
            }
            else
                throw item.Wrong("in \"$str\", a backslash is \\\\ or starts \\udXXX");
        }

        return target.ToString();
    }
}
