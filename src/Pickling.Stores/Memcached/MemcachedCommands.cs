using System.Globalization;
using System.Text;

namespace Pickling.Stores.Memcached;

/// <summary>memcached's commands and what may be answered to each; anything else is an error that says what came.</summary>
internal static class MemcachedCommands
{
    /// <summary>Items by their keys in UTF-8 (read as Latin-1, as lines are); keys that are not there are left out.</summary>
    public static async Task<Dictionary<string, MemcachedItem>> GetAsync(
        MemcachedConnection connection, IReadOnlyCollection<byte[]> keys, bool withVersions, int bytesMax, CancellationToken cancellationToken)
    {
        HashSet<string> awaited = [.. keys.Select(Encoding.Latin1.GetString)];
        string command = $"{(withVersions ? "gets" : "get")} {string.Join(' ', awaited)}";
        await connection.SendAsync(Encoding.Latin1.GetBytes(command), null, cancellationToken).ConfigureAwait(false);
        Dictionary<string, MemcachedItem> items = [];
        while (await connection.ReadLineAsync(cancellationToken).ConfigureAwait(false) is var line && line != "END")
        {
            string[] words = line.Split(' ');
            ulong version = 0;
            if (words.Length != (withVersions ? 5 : 4)
                || words[0] != "VALUE"
                || !uint.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint flags)
                || !long.TryParse(words[3], NumberStyles.None, CultureInfo.InvariantCulture, out long length)
                || (withVersions && !ulong.TryParse(words[4], NumberStyles.None, CultureInfo.InvariantCulture, out version)))
            {
                throw Unexpected(command, line);
            }

            if (!awaited.Remove(words[1]))
            {
                throw new IOException($"the answer is for the key '{words[1]}', which was not asked for");
            }

            if (length > bytesMax)
            {
                throw new IOException($"the value of '{words[1]}' has {length:N0} bytes, more than the {bytesMax:N0} of MemcachedOptions.ValueBytesMax");
            }

            items[words[1]] = new MemcachedItem(await connection.ReadBytesAsync((int)length, cancellationToken).ConfigureAwait(false), flags, version);
        }

        return items;
    }

    /// <summary>Stores by <c>set</c>, <c>add</c> or, where the item has a version, <c>cas</c>; whether it did.</summary>
    public static async Task<bool> StoreAsync(
        MemcachedConnection connection, string command, byte[] key, MemcachedItem item, long expires, CancellationToken cancellationToken)
    {
        string version = command == "cas" ? $" {item.Version}" : "";
        byte[] line = Line($"{command} ", key, string.Create(CultureInfo.InvariantCulture, $" {item.Flags} {expires} {item.Data.Length}{version}"));
        await connection.SendAsync(line, item.Data, cancellationToken).ConfigureAwait(false);
        return await connection.ReadLineAsync(cancellationToken).ConfigureAwait(false) switch
        {
            "STORED" => true,
            "NOT_STORED" or "EXISTS" or "NOT_FOUND" => false,
            "SERVER_ERROR object too large for cache" => throw new IOException(
                $"{item.Data.Length:N0} bytes for '{Encoding.UTF8.GetString(key)}' are too large for an item; start memcached with a greater -I"),
            var answer => throw Unexpected(command, answer),
        };
    }

    /// <summary>Removes an item; whether it was there.</summary>
    public static Task<bool> DeleteAsync(MemcachedConnection connection, byte[] key, CancellationToken cancellationToken) =>
        AskAsync(connection, Line("delete ", key, ""), "DELETED", "NOT_FOUND", cancellationToken);

    /// <summary>Gives an item another time; whether it was there.</summary>
    public static Task<bool> TouchAsync(MemcachedConnection connection, byte[] key, long expires, CancellationToken cancellationToken) =>
        AskAsync(connection, Line("touch ", key, string.Create(CultureInfo.InvariantCulture, $" {expires}")), "TOUCHED", "NOT_FOUND", cancellationToken);

    /// <summary>Removes all items.</summary>
    public static Task<bool> FlushAsync(MemcachedConnection connection, CancellationToken cancellationToken) =>
        AskAsync(connection, "flush_all"u8.ToArray(), "OK", null, cancellationToken);

    /// <summary>Counts up or down; null where there is no item.</summary>
    public static async Task<ulong?> CountAsync(MemcachedConnection connection, byte[] key, long delta, CancellationToken cancellationToken)
    {
        string command = delta < 0 ? "decr" : "incr";
        await connection.SendAsync(Line($"{command} ", key, string.Create(CultureInfo.InvariantCulture, $" {Int128.Abs(delta)}")), null, cancellationToken).ConfigureAwait(false);
        string answer = await connection.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        if (answer == "NOT_FOUND")
        {
            return null;
        }

        if (answer.StartsWith("CLIENT_ERROR cannot increment", StringComparison.Ordinal))
        {
            throw StoredPickle.Broken(connection.Server, Encoding.UTF8.GetString(key), "only the digits of an int from 0 on can be counted up and down; something else is there");
        }

        return ulong.TryParse(answer.TrimEnd(' '), NumberStyles.None, CultureInfo.InvariantCulture, out ulong count) ? count : throw Unexpected(command, answer);
    }

    private static async Task<bool> AskAsync(MemcachedConnection connection, byte[] command, string yes, string? no, CancellationToken cancellationToken)
    {
        await connection.SendAsync(command, null, cancellationToken).ConfigureAwait(false);
        string answer = await connection.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        return answer == yes || (answer == no ? false : throw Unexpected(Encoding.UTF8.GetString(command), answer));
    }

    private static byte[] Line(string before, byte[] key, string behind) => [.. Encoding.ASCII.GetBytes(before), .. key, .. Encoding.ASCII.GetBytes(behind)];

    private static IOException Unexpected(string command, string answer) =>
        new($"the answer to '{Short(command)}' is '{Short(answer)}'");

    private static string Short(string text) => text.Length > 200 ? text[..200] + "..." : text;
}
