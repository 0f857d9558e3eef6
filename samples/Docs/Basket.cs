using Pickling.Mapping;

namespace Pickling.Docs;

/// <summary>A class of the snippets.</summary>
[PickleClass("shop", "Basket")]
internal sealed record Basket(string Customer, List<int> ItemIds);
