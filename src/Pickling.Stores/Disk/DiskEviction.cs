namespace Pickling.Stores.Disk;

/// <summary>Removes what has expired and what is too much, as diskcache does whenever it stores an entry.</summary>
internal sealed class DiskEviction(SqliteFile file, DiskSettings settings)
{
    /// <summary>The column by which a policy chooses, null for none.</summary>
    public static string? Column(DiskCacheEviction eviction) => eviction switch
    {
        DiskCacheEviction.LeastRecentlyStored => "store_time",
        DiskCacheEviction.LeastRecentlyUsed => "access_time",
        DiskCacheEviction.LeastFrequentlyUsed => "access_count",
        _ => null,
    };

    /// <summary>The cache's size in bytes: the database's pages, and the files.</summary>
    public long Volume => ((long)file.Scalar("PRAGMA page_size")! * (long)file.Scalar("PRAGMA page_count")!) + DiskSettings.Number(file, "size");

    /// <summary>Makes room within the transaction that stores an entry; at most CullLimit entries go.</summary>
    /// <param name="now">The time.</param>
    /// <param name="files">Takes the names of files to remove when the transaction is done.</param>
    public void MakeRoom(double now, List<string?> files)
    {
        long left = settings.CullLimit;
        if (left > 0)
        {
            left -= RemoveExpired(now, left, files);
        }

        if (left > 0 && Column(settings.Eviction) is not null && Volume >= settings.SizeLimit)
        {
            RemoveByPolicy(left, files);
        }
    }

    /// <summary>Removes entries that have expired, the oldest first.</summary>
    /// <returns>How many.</returns>
    public int RemoveExpired(double now, long entriesMax, List<string?> files) =>
        Remove("SELECT rowid, filename FROM Cache WHERE expire_time IS NOT NULL AND expire_time < $1 ORDER BY expire_time LIMIT $2", files, now, entriesMax);

    /// <summary>Removes entries that the policy gives up first.</summary>
    /// <returns>How many.</returns>
    public int RemoveByPolicy(long entriesMax, List<string?> files) => Column(settings.Eviction) is { } column
        ? Remove($"SELECT rowid, filename FROM Cache ORDER BY {column} LIMIT $1", files, entriesMax)
        : 0;

    /// <summary>Removes the rows that a query for rowid and filename finds.</summary>
    /// <returns>How many.</returns>
    public int Remove(string query, List<string?> files, params ReadOnlySpan<object?> values)
    {
        List<object?[]> rows = file.Rows(query, values);
        foreach (object?[] row in rows)
        {
            file.Run("DELETE FROM Cache WHERE rowid = $1", row[0]);
            files.Add((string?)row[1]);
        }

        return rows.Count;
    }
}
