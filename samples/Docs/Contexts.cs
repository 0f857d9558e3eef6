namespace Pickling.Docs;

/// <summary>The snippets of docs/contexts.md.</summary>
internal static class Contexts
{
    public static void Context()
    {
        // snippet: context
        byte[] pickle = Pickle.Dumps(new Basket("Ann", [3, 5]), ShopContext.Default);
        Basket basket = Pickle.Loads<Basket>(pickle, ShopContext.Default);

        Console.WriteLine(Pickle.Loads(pickle)); // shop.Basket() {'customer': 'Ann', 'item_ids': [3, 5]}
        Console.WriteLine(basket.ItemIds.Count); // 2
        // end
    }
}
