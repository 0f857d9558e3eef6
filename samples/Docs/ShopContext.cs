using Pickling.Mapping;

namespace Pickling.Docs;

/// <summary>The context of the snippets, which the generator fills in.</summary>
[PickleSerializable(typeof(Basket))]
internal sealed partial class ShopContext : PickleContext;
