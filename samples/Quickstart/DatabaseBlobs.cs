using Microsoft.Data.Sqlite;
using Pickling.Stores;

namespace Quickstart;

/// <summary>Database: objects as values of a table's columns, by Entity Framework Core, and a file of Python's sqlitedict.</summary>
internal static class DatabaseBlobs
{
    public static async Task RunAsync(Report report)
    {
        using TemporaryFolder folder = new();
        List<string> tags = ["blue", "größe 42", "日本語"];
        await StoreOrderAsync(report, folder["shop.db"], tags);
        UseSqliteDict(report, folder["cache.sqlite"], tags);
    }

    private static async Task StoreOrderAsync(Report report, string path, List<string> tags)
    {
        // Without the pool the file is closed with the connection, so the second context really reads it again.
        string connectionText = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString();
        await using (Shop shop = new(connectionText))
        {
            await shop.Database.EnsureCreatedAsync();
            Order order = new() { Id = 7, Tags = [.. tags[..2]], Details = new Dictionary<string, object?> { ["total"] = 12.5, ["note"] = null } };
            shop.Add(order);
            await shop.SaveChangesAsync();

            // The column notices that the list inside it has changed.
            order.Tags.Add(tags[2]);
            await shop.SaveChangesAsync();
        }

        await using Shop again = new(connectionText);
        Order loaded = again.Orders.Single();
        report.Check($"a list came back from its row: {string.Join(", ", loaded.Tags)}", loaded.Tags.SequenceEqual(tags));
        report.Check($"a dictionary came back from its row: {loaded.Details}", loaded.Details is IDictionary<object, object?> { Count: 2 } details && details["total"] is 12.5 && details["note"] is null);
    }

    private static void UseSqliteDict(Report report, string path, List<string> tags)
    {
        using (SqliteDict<List<string>> dict = new(path))
        {
            dict["tags"] = tags;
        }

        using SqliteDict<List<string>> again = new(path);
        report.Check("so did a dictionary in a file, which Python opens with sqlitedict", again.Count == 1 && again["tags"].SequenceEqual(tags));
    }
}
