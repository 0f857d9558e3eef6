using Microsoft.Data.Sqlite;
using Pickling;

namespace Quickstart;

/// <summary>Database: objects as values of a table's column.</summary>
internal static class DatabaseBlobs
{
    public static async Task RunAsync(Report report)
    {
        using TemporaryFolder folder = new();

        // Without the pool the file is closed with the connection, so the second one really reads it again.
        string connectionText = new SqliteConnectionStringBuilder { DataSource = folder["objects.db"], Pooling = false }.ToString();
        List<string> tags = ["blue", "größe 42", "日本語"];
        Dictionary<string, object?> order = new() { ["id"] = 7, ["total"] = 12.5, ["tags"] = tags, ["note"] = null };

        await using (SqliteConnection connection = new(connectionText))
        {
            await connection.OpenAsync();
            await CreateAsync(connection);
            await StoreAsync(connection, "tags", tags);
            await StoreAsync(connection, "order", order);
        }

        await using (SqliteConnection connection = new(connectionText))
        {
            await connection.OpenAsync();
            List<string> tagsAgain = Pickle.Loads<List<string>>(await ReadAsync(connection, "tags"));
            object? orderAgain = Pickle.Loads(await ReadAsync(connection, "order"));
            report.Check($"a list came back from its row: {string.Join(", ", tagsAgain)}", tagsAgain.SequenceEqual(tags));
            report.Check($"a dictionary came back from its row: {orderAgain}", IsOrder(orderAgain, tags));
        }
    }

    private static bool IsOrder(object? loaded, List<string> tags) =>
        loaded is IDictionary<object, object?> { Count: 4 } order
        && order["id"] is 7L
        && order["total"] is 12.5
        && order["note"] is null
        && order["tags"] is IEnumerable<object?> loadedTags
        && loadedTags.SequenceEqual(tags);

    private static async Task CreateAsync(SqliteConnection connection)
    {
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "CREATE TABLE objects (name TEXT PRIMARY KEY, value BLOB NOT NULL)";
        await command.ExecuteNonQueryAsync();
    }

    private static async Task StoreAsync(SqliteConnection connection, string name, object value)
    {
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "INSERT INTO objects (name, value) VALUES ($name, $value)";
        command.Parameters.AddWithValue("$name", name);
        command.Parameters.AddWithValue("$value", Pickle.Dumps(value));
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<byte[]> ReadAsync(SqliteConnection connection, string name)
    {
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT value FROM objects WHERE name = $name";
        command.Parameters.AddWithValue("$name", name);
        return (byte[])(await command.ExecuteScalarAsync())!;
    }
}
