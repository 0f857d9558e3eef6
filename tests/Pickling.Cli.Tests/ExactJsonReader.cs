using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Pickling.Opcodes;

namespace Pickling.Cli.Tests;

/// <summary>
/// The other direction of <c>pickle json --exact</c>, as its specification says and no faster: turns the tagged JSON into
/// opcodes, so that a load of them tells whether anything was lost.
/// </summary>
internal sealed class ExactJsonReader
{
    private readonly List<byte> _pickle = [];
    private readonly Dictionary<int, JsonObject> _nodes = [];

    // Every node stands for one object, numbered or not: a cycle may lead to it before it is made.
    private readonly Dictionary<JsonNode, int> _memoByNode = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, int> _memoByText = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Module, string Name), int> _memoByGlobal = [];
    private int _memoCount;

    internal static byte[] ToPickle(string json)
    {
        var document = JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { MaxDepth = 1000 })!;
        var reader = new ExactJsonReader();
        reader.Op(Opcode.Proto, 4);
        reader.FindIds(document);
        reader.Value(document["value"]);
        reader.Op(Opcode.Stop);
        return [.. reader._pickle];
    }

    private void FindIds(JsonNode? node)
    {
        if (node is JsonObject tagged)
        {
            if (tagged["$id"] is { } id)
                _nodes.Add((int)id, tagged);
            foreach (var (_, value) in tagged)
                FindIds(value);
        }
        else if (node is JsonArray items)
        {
            foreach (var item in items)
                FindIds(item);
        }
    }

    private void Value(JsonNode? node)
    {
        if (node is null)
        {
            Op(Opcode.None);
            return;
        }

        if (_memoByNode.TryGetValue(node, out var memo))
        {
            Get(memo);
            return;
        }

        switch (node.GetValueKind())
        {
            case JsonValueKind.True:
                Op(Opcode.NewTrue);
                break;
            case JsonValueKind.False:
                Op(Opcode.NewFalse);
                break;
            case JsonValueKind.Number when node.ToJsonString().AsSpan().IndexOfAny('.', 'e') >= 0:
                Float(double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture));
                break;
            case JsonValueKind.Number:
                Integer(BigInteger.Parse(node.ToJsonString(), CultureInfo.InvariantCulture));
                break;
            case JsonValueKind.String:
                String((string)node!, node, isNew: false);
                break;
            case JsonValueKind.Array:
                Op(Opcode.EmptyList);
                Put(node);
                Items(node, Opcode.Appends);
                break;
            default:
                Tagged((JsonObject)node);
                break;
        }
    }

    private void Tagged(JsonObject node)
    {
        var isNew = node.ContainsKey("$new");
        var (name, tag) = node.FirstOrDefault(member => member.Key is not "$id" && member.Key.StartsWith('$'));
        switch (name)
        {
            case "$ref":
                Value(_nodes[(int)tag!]);
                break;
            case "$int":
                Integer(ParseInteger((string)tag!));
                break;
            case "$float":
                Float(node["bits"] is { } bits
                    ? BitConverter.Int64BitsToDouble(long.Parse((string)bits!, NumberStyles.HexNumber, CultureInfo.InvariantCulture))
                    : (string)tag! switch
                    {
                        "inf" => double.PositiveInfinity,
                        "-inf" => double.NegativeInfinity,
                        _ => BitConverter.Int64BitsToDouble(0x7ff8_0000_0000_0000),
                    });
                break;
            case "$str":
                String(Unescape((string)tag!), node, isNew);
                break;
            case "$str_utf8":
                Counted(Opcode.BinUnicode8, Convert.FromBase64String((string)tag!));
                Put(node);
                break;
            case "$bytes":
                Counted(Opcode.BinBytes8, Convert.FromBase64String((string)tag!));
                Put(node);
                break;
            case "$bytearray":
                Counted(Opcode.ByteArray8, Convert.FromBase64String((string)tag!));
                Put(node);
                break;
            case "$bytestring":
                var latin = Encoding.Latin1.GetBytes((string)tag!);
                Op(Opcode.BinString, [.. BitConverter.GetBytes(latin.Length), .. latin]);
                Put(node);
                break;
            case "$list":
                Op(Opcode.EmptyList);
                Put(node);
                Items(tag!, Opcode.Appends);
                break;
            case "$dict":
                Op(Opcode.EmptyDict);
                Put(node);
                Pairs(tag!);
                break;
            case "$set":
                Op(Opcode.EmptySet);
                Put(node);
                Items(tag!, Opcode.AddItems);
                break;
            case "$frozenset":
                Items(tag!, Opcode.FrozenSet);
                PutUnlessMade(node);
                break;
            case "$tuple":
                Items(tag!, Opcode.Tuple);
                PutUnlessMade(node);
                break;
            case "$global":
                Global((JsonArray)tag!, node, isNew);
                break;
            case "$persid":
                Value(tag);
                Op(Opcode.BinPersId);
                break;
            case "$reduce" or "$newobj" or "$newobj_ex" or "$inst":
                Object(node, name, tag);
                break;
            default:
                Op(Opcode.EmptyDict);
                Put(node);
                Pairs(node);
                break;
        }
    }

    private void Object(JsonObject node, string tag, JsonNode? callable)
    {
        var arguments = node["args"];
        if (tag == "$inst")
        {
            Op(Opcode.Mark);
            Value(callable);
            if (arguments is not null)
                Each(arguments);
            Op(Opcode.Obj);
        }
        else
        {
            Value(callable);
            if (arguments is null)
                Op(Opcode.EmptyTuple);
            else if (arguments is JsonArray)
                Items(arguments, Opcode.Tuple);
            else
                Value(arguments);
            if (tag == "$newobj_ex")
                Value(node["kwargs"]);
            Op(tag switch { "$reduce" => Opcode.Reduce, "$newobj" => Opcode.NewObj, _ => Opcode.NewObjEx });
        }

        PutUnlessMade(node);
        if (node["listitems"] is { } items)
            Items(items, Opcode.Appends);
        if (node["dictitems"] is { } entries)
            Pairs(entries);
        if (node["setitems"] is { } members)
            Items(members, Opcode.AddItems);
        if (node["state_setter"] is { } setter)
        {
            Value(setter);
            Get(_memoByNode[node]);
            Value(node["state"]);
            Op(Opcode.Tuple2);
            Op(Opcode.Reduce);
            Op(Opcode.Pop);
        }
        else if (node.TryGetPropertyValue("state", out var state))
        {
            Value(state);
            Op(Opcode.Build);
        }

        foreach (var more in node["more_states"]?.AsArray() ?? [])
        {
            Value(more);
            Op(Opcode.Build);
        }
    }

    private void Global(JsonArray names, JsonNode node, bool isNew)
    {
        var key = (Text(names[0]!), Text(names[1]!));
        if (!isNew && _memoByGlobal.TryGetValue(key, out var memo))
        {
            Get(memo);
            return;
        }

        Value(names[0]);
        Value(names[1]);
        Op(Opcode.StackGlobal);
        memo = Put(node);
        if (!isNew)
            _memoByGlobal.Add(key, memo);
    }

    private string Text(JsonNode name) => name switch
    {
        JsonObject tagged when tagged["$ref"] is { } id => Text(_nodes[(int)id]),
        JsonObject tagged => Unescape((string)tagged["$str"]!),
        _ => (string)name!,
    };

    private void String(string text, JsonNode? node, bool isNew)
    {
        if (!isNew && _memoByText.TryGetValue(text, out var memo))
        {
            Get(memo);
            return;
        }

        var bytes = new MemoryStream();
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (isPair)
                bytes.Write(Encoding.UTF8.GetBytes(text.Substring(i++, 2)));
            else if (char.IsSurrogate(text[i]))
                bytes.Write([(byte)(0xe0 | (text[i] >> 12)), (byte)(0x80 | ((text[i] >> 6) & 0x3f)), (byte)(0x80 | (text[i] & 0x3f))]);
            else
                bytes.Write(Encoding.UTF8.GetBytes(text[i].ToString()));
        }

        Counted(Opcode.BinUnicode8, bytes.ToArray());
        memo = Put(node);
        if (!isNew)
            _memoByText.Add(text, memo);
    }

    private void Integer(BigInteger value)
    {
        var bytes = value.ToByteArray();
        Op(Opcode.Long4, [.. BitConverter.GetBytes(bytes.Length), .. bytes]);
    }

    private void Float(double value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteDoubleBigEndian(bytes, value);
        Op(Opcode.BinFloat, bytes);
    }

    private void Items(JsonNode items, Opcode end)
    {
        Op(Opcode.Mark);
        Each(items);
        Op(end);
    }

    private void Each(JsonNode items)
    {
        foreach (var item in items.AsArray())
            Value(item);
    }

    private void Pairs(JsonNode entries)
    {
        Op(Opcode.Mark);
        if (entries is JsonArray pairs)
        {
            foreach (var pair in pairs)
                Each(pair!);
        }
        else
        {
            foreach (var (name, value) in entries.AsObject())
            {
                String(name, null, isNew: false);
                Value(value);
            }
        }

        Op(Opcode.SetItems);
    }

    private void Counted(Opcode opcode, byte[] bytes) => Op(opcode, [.. BitConverter.GetBytes((long)bytes.Length), .. bytes]);

    private int Put(JsonNode? node)
    {
        Op(Opcode.LongBinPut, BitConverter.GetBytes(_memoCount));
        if (node is not null)
            _memoByNode[node] = _memoCount;
        return _memoCount++;
    }

    // What can be made only after its parts may have been made by one of them, as pickle itself does it.
    private void PutUnlessMade(JsonNode node)
    {
        if (!_memoByNode.TryGetValue(node, out var memo))
        {
            Put(node);
            return;
        }

        Op(Opcode.Pop);
        Get(memo);
    }

    private void Get(int memo) => Op(Opcode.LongBinGet, BitConverter.GetBytes(memo));

    private void Op(Opcode opcode, params ReadOnlySpan<byte> argument)
    {
        _pickle.Add((byte)opcode);
        _pickle.AddRange(argument);
    }

    private static BigInteger ParseInteger(string text)
    {
        var isNegative = text.StartsWith('-');
        var digits = text.TrimStart('-');
        var magnitude = digits.StartsWith("0x", StringComparison.Ordinal)
            ? BigInteger.Parse("0" + digits[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : BigInteger.Parse(digits, CultureInfo.InvariantCulture);
        return isNegative ? -magnitude : magnitude;
    }

    private static string Unescape(string text)
    {
        var target = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
                target.Append(text[i]);
            else if (text[++i] == '\\')
                target.Append('\\');
            else
            {
                target.Append((char)int.Parse(text.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 4;
            }
        }

        return target.ToString();
    }
}
