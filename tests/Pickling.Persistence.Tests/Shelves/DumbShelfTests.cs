using Xunit;

namespace Pickling.Persistence.Tests.Shelves;

/// <summary>What is dbm.dumb's own: two files that can disagree.</summary>
public sealed class DumbShelfTests
{
    private static readonly ShelfOptions Dumb = new() { Backend = ShelfBackend.Dumb };

    [Fact]
    public void Data_cut_off_leaves_the_entries_before_the_cut()
    {
        using TemporaryFolder folder = new();
        using (var shelf = Shelf<string>.Open(folder["shelf"], Dumb))
        {
            shelf["first"] = "1";
            shelf["second"] = new string('2', 600);
            shelf["third"] = "3";
        }

        using (FileStream data = File.OpenWrite(folder["shelf.dat"]))
        {
            data.SetLength(700);
        }

        using (var shelf = Shelf<string>.Open(folder["shelf"], Dumb))
        {
            Assert.Equal("1", shelf["first"]);
            PersistedDataException error = Assert.Throws<PersistedDataException>(() => shelf["second"]);
            Assert.Equal((folder["shelf.dat"], "second"), (error.FilePath, error.Key));
            Assert.Contains("of 700", error.Message, StringComparison.Ordinal);
            Assert.Throws<PersistedDataException>(() => shelf["third"]);

            // New values go behind what the lost ones are said to take.
            shelf["fourth"] = new string('4', 5000);
        }

        using var again = Shelf<string>.Open(folder["shelf"], Dumb);
        Assert.Equal("1", again["first"]);
        Assert.Equal(new string('4', 5000), again["fourth"]);
        Assert.Throws<PersistedDataException>(() => again["second"]);
    }

    [Fact]
    public void Damaged_index_line_is_named_and_read_around()
    {
        using TemporaryFolder folder = new();
        using (var shelf = Shelf<int>.Open(folder["shelf"], Dumb))
        {
            shelf["a"] = 1;
            shelf["b"] = 2;
        }

        string index = File.ReadAllText(folder["shelf.dir"]) + "'c', (102";
        File.WriteAllText(folder["shelf.dir"], index);

        PersistedDataException error = Assert.Throws<PersistedDataException>(() => Shelf<int>.Open(folder["shelf"], Dumb));
        Assert.StartsWith(folder["shelf.dir"] + ": line 3 is not", error.Message, StringComparison.Ordinal);
        Assert.Equal(index, File.ReadAllText(folder["shelf.dir"]));
        using var readable = Shelf<int>.Open(folder["shelf"], Dumb with { Mode = ShelfMode.ReadOnly });
        Assert.Equal([1, 2], readable.Values.Order());
    }

    [Fact]
    public void Index_that_a_python_died_over_is_named_with_its_backup()
    {
        using TemporaryFolder folder = new();
        using (var shelf = Shelf<int>.Open(folder["shelf"], Dumb))
        {
            shelf["a"] = 1;
        }

        File.Move(folder["shelf.dir"], folder["shelf.bak"]);
        foreach (ShelfMode mode in new[] { ShelfMode.OpenOrCreate, ShelfMode.ReadOnly, ShelfMode.Open })
        {
            PersistedDataException error = Assert.Throws<PersistedDataException>(() => Shelf<int>.Open(folder["shelf"], new() { Mode = mode }));
            Assert.Equal(folder["shelf.dir"], error.FilePath);
            Assert.Contains($"rename {folder["shelf.bak"]} to {folder["shelf.dir"]}", error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(["shelf.bak", "shelf.dat"], folder.Names());
        File.Move(folder["shelf.bak"], folder["shelf.dir"]);
        using var again = Shelf<int>.Open(folder["shelf"]);
        Assert.Equal(1, again["a"]);
    }

    [Fact]
    public void Other_files_with_those_names_are_no_index()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["shelf.dat"], "1 2 3");
        File.WriteAllText(folder["shelf.bak"], "1 2");

        using var shelf = Shelf<int>.Open(folder["shelf"]);
        Assert.Equal(ShelfBackend.Sqlite, shelf.Backend);
    }

    [Fact]
    public async Task Shelf_stays_where_it_was_opened()
    {
        using TemporaryFolder folder = new();
        Assert.Equal("moved 1\n", await CrashingProcess.RunAsync("moving", folder["shelf"]));

        using var again = Shelf<int>.Open(folder["shelf"]);
        Assert.Equal(2, again["b"]);
        Assert.Equal(["shelf.dat", "shelf.dir"], folder.Names());
    }

    [Fact]
    public void Second_writer_is_refused()
    {
        using TemporaryFolder folder = new();
        using var first = Shelf<int>.Open(folder["shelf"], Dumb);
        first["a"] = 1;

        PersistenceException error = Assert.Throws<PersistenceException>(() => Shelf<int>.Open(folder["shelf"]));
        Assert.Contains("another shelf has it open for writing", error.Message, StringComparison.Ordinal);
        first["b"] = 2;
    }

    [Fact]
    public void Writer_that_takes_no_lock_is_noticed_before_anything_is_overwritten()
    {
        using TemporaryFolder folder = new();
        using var shelf = Shelf<int>.Open(folder["shelf"], Dumb);
        shelf["a"] = 1;
        shelf["a"] = 2;
        string line = "'other', (4096, 5)\n";
        File.AppendAllText(folder["shelf.dir"], line);

        Assert.Throws<PersistenceException>(() => shelf["b"] = 3);
        Assert.Throws<PersistenceException>(() => shelf.Remove("a"));
        Assert.Throws<PersistenceException>(shelf.Sync);
        Assert.Equal(2, shelf["a"]);
        Assert.Throws<PersistenceException>(shelf.Dispose);
        Assert.EndsWith(line, File.ReadAllText(folder["shelf.dir"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_only_reads_has_nothing_to_be_told_at_the_end()
    {
        using TemporaryFolder folder = new();
        using (var shelf = Shelf<int>.Open(folder["shelf"], Dumb))
        {
            shelf["a"] = 1;
        }

        File.AppendAllText(folder["shelf.dir"], "'a', (0, 5)\n");
        var reader = Shelf<int>.Open(folder["shelf"], Dumb);
        string line = "'other', (4096, 5)\n";
        File.AppendAllText(folder["shelf.dir"], line);
        reader.Dispose();
        Assert.EndsWith(line, File.ReadAllText(folder["shelf.dir"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Value_that_changes_often_takes_the_room_of_two()
    {
        using TemporaryFolder folder = new();
        using var shelf = Shelf<byte[]>.Open(folder["shelf"], Dumb);
        for (int change = 0; change < 5000; change++)
        {
            shelf["counter"] = new byte[700];
        }

        Assert.InRange(new FileInfo(folder["shelf.dat"]).Length, 1024, 3 * 1024);
        Assert.InRange(new FileInfo(folder["shelf.dir"]).Length, 10, 40 * 1024);
    }
}
