using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Pickling.Mapping.Converters;

/// <summary>What JSON values are made and read with where nothing is found by reflection.</summary>
[JsonSerializable(typeof(JsonNode))]
internal sealed partial class JsonTypes : JsonSerializerContext;
