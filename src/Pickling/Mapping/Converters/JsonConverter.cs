using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pickling.Mapping.Converters;

/// <summary>JSON as what it looks like in Python: dicts, lists, str, int, float, bool and None.</summary>
internal sealed class JsonConverter : PickleConverter<JsonNode?>
{
    public override bool HandlesNone => true;

    public override JsonNode? Read(ref PickleValueReader reader)
    {
        switch (reader.Kind)
        {
            case PickleValueKind.None:
                return null;
            case PickleValueKind.Boolean:
                return JsonValue.Create(reader.GetBoolean());
            case PickleValueKind.Integer:
                BigInteger integer = reader.GetBigInteger();
                return integer >= long.MinValue && integer <= long.MaxValue
                    ? JsonValue.Create((long)integer)
                    : JsonNode.Parse(integer.ToString(System.Globalization.CultureInfo.InvariantCulture));
            case PickleValueKind.Float:
                double number = reader.GetDouble();
                return double.IsFinite(number) ? JsonValue.Create(number) : throw reader.Error("JSON has no NaN and no infinity");
            case PickleValueKind.String:
                return JsonValue.Create(reader.GetString());
            case PickleValueKind.List or PickleValueKind.Tuple:
                return ReadArray(ref reader);
            case PickleValueKind.Dict:
                return ReadMembers(ref reader);
            default:
                throw reader.Error($"JSON has no counterpart for {reader.Description()}");
        }
    }

    public override void Write(PickleValueWriter writer, JsonNode? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNone();
                break;
            case JsonObject members:
                WriteObject(writer, members);
                break;
            case JsonArray items:
                WriteArray(writer, items);
                break;
            default:
                WriteScalar(writer, JsonSerializer.SerializeToElement(value, JsonTypes.Default.JsonNode));
                break;
        }
    }

    public static JsonElement ToElement(JsonNode? node) => JsonSerializer.SerializeToElement(node, JsonTypes.Default.JsonNode);

    public static JsonNode? OfElement(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Undefined or JsonValueKind.Null => null,
        JsonValueKind.Object => JsonObject.Create(element),
        JsonValueKind.Array => JsonArray.Create(element),
        _ => JsonValue.Create(element),
    };

    public static T As<T>(JsonNode? node)
        where T : JsonNode => node as T ?? throw new FormatException($"it is no {typeof(T).Name}");

    private static void WriteScalar(PickleValueWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                writer.WriteString(element.GetString());
                break;
            case JsonValueKind.True or JsonValueKind.False:
                writer.WriteBoolean(element.GetBoolean());
                break;
            case JsonValueKind.Number:
                string text = element.GetRawText();
                if (text.AsSpan().ContainsAny(".eE"))
                {
                    writer.WriteDouble(element.GetDouble());
                }
                else
                {
                    writer.WriteBigInteger(BigInteger.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
                }

                break;
            default:
                writer.WriteNone();
                break;
        }
    }

    private JsonArray ReadArray(ref PickleValueReader reader)
    {
        PickleItems items = reader.BeginItems();
        var array = new JsonArray();
        try
        {
            while (reader.NextItem(ref items))
            {
                JsonNode? node = reader.Read(this);
                array.Add(node?.Parent is null ? node : node.DeepClone());
            }
        }
        catch (PickleException error) when (error.AddStep($"[{items.Index}]"))
        {
            throw;
        }

        return array;
    }

    private JsonObject ReadMembers(ref PickleValueReader reader)
    {
        PickleItems pairs = reader.BeginPairs();
        var members = new JsonObject();
        string name = string.Empty;
        try
        {
            while (reader.NextKey(ref pairs))
            {
                name = reader.GetString();
                reader.NextValue(pairs);
                JsonNode? node = reader.Read(this);
                members[name] = node?.Parent is null ? node : node.DeepClone();
            }
        }
        catch (PickleException error) when (error.AddStep($"[\"{name}\"]"))
        {
            throw;
        }

        return members;
    }

    private void WriteArray(PickleValueWriter writer, JsonArray array)
    {
        if (!writer.BeginList(array, array.Count, out PickleItemBatch items))
        {
            return;
        }

        foreach (JsonNode? node in array)
        {
            writer.NextItem(ref items);
            writer.Write(this, node);
        }

        writer.EndItems(ref items);
    }

    private void WriteObject(PickleValueWriter writer, JsonObject members)
    {
        if (!writer.BeginDict(members, members.Count, out PickleItemBatch pairs))
        {
            return;
        }

        foreach ((string name, JsonNode? node) in members)
        {
            writer.NextItem(ref pairs);
            writer.WriteString(name);
            writer.Write(this, node);
        }

        writer.EndItems(ref pairs);
    }
}
