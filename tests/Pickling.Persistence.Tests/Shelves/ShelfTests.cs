using Pickling.Model;
using Pickling.Tests.Corpus;
using Xunit;

namespace Pickling.Persistence.Tests.Shelves;

public sealed class ShelfTests
{
    public static TheoryData<ShelfBackend> Backends => [ShelfBackend.Sqlite, ShelfBackend.Dumb];

    [Theory]
    [MemberData(nameof(Backends))]
    public void Entries_are_a_dictionary_that_stays(ShelfBackend backend)
    {
        using TemporaryFolder folder = new();
        using (var shelf = Shelf<object?>.Open(folder["shelf"], new() { Backend = backend }))
        {
            shelf["one"] = 1;
            shelf["größe"] = new List<int> { 1, 2 };
            shelf["none"] = null;
            shelf.Add("", "empty key");
            Assert.Throws<ArgumentException>(() => shelf.Add("one", 2));
            shelf["one"] = "changed";
            Assert.True(shelf.Remove("none"));
            Assert.False(shelf.Remove("none"));
            Assert.Equal(3, shelf.Count);
        }

        using var again = Shelf<object?>.Open(folder["shelf"]);
        Assert.Equal(backend, again.Backend);
        Assert.Equal(["", "größe", "one"], again.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("changed", again["one"]);
        Assert.Equal("[1, 2]", again["größe"]!.ToString());
        Assert.False(again.TryGetValue("none", out _));
        Assert.False(again.ContainsKey("none"));
        Assert.Throws<KeyNotFoundException>(() => again["none"]);
        Assert.Contains(new KeyValuePair<string, object?>("one", "changed"), again);
        KeyValuePair<string, object?>[] copy = new KeyValuePair<string, object?>[4];
        ((ICollection<KeyValuePair<string, object?>>)again).CopyTo(copy, 1);
        Assert.Equal(3, copy.Skip(1).Select(entry => entry.Key).Distinct().Count());
        again.Clear();
        Assert.Empty(again);
        again["new"] = 1;
        Assert.Equal(1L, Assert.Single(again.Values));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Random_changes_leave_what_a_dictionary_has(ShelfBackend backend)
    {
        using TemporaryFolder folder = new();
        Random random = new(TestSeed.Value);
        Dictionary<string, string> expected = [];
        for (int session = 0; session < 4; session++)
        {
            using var shelf = Shelf<string>.Open(folder["shelf"], new() { Backend = backend, WriteBack = session == 2 });
            for (int change = 0; change < 400; change++)
            {
                string key = "key " + random.Next(40);
                if (random.Next(6) == 0)
                {
                    Assert.Equal(expected.Remove(key), shelf.Remove(key));
                }
                else
                {
                    shelf[key] = expected[key] = new string((char)random.Next('a', 'z'), random.Next(3000));
                }

                if (random.Next(100) == 0)
                {
                    shelf.Sync();
                }

                string other = "key " + random.Next(40);
                Assert.Equal(expected.GetValueOrDefault(other), shelf.TryGetValue(other, out string? value) ? value : null);
            }

            Assert.True(expected.Count == shelf.Count, $"seed {TestSeed.Value}");
        }

        using var last = Shelf<string>.Open(folder["shelf"], new() { Mode = ShelfMode.ReadOnly });
        Assert.Equal(expected.OrderBy(entry => entry.Key, StringComparer.Ordinal), last.OrderBy(entry => entry.Key, StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Write_back_keeps_what_is_changed_in_place(ShelfBackend backend)
    {
        using TemporaryFolder folder = new();
        ShelfOptions options = new() { Backend = backend };
        using (var shelf = Shelf<PyList>.Open(folder["shelf"], options))
        {
            shelf["list"] = [1];
            shelf["list"].Add(2);
            Assert.Single(shelf["list"]);
        }

        using (var shelf = Shelf<PyList>.Open(folder["shelf"], options with { WriteBack = true }))
        {
            shelf["list"].Add(2);
            Assert.Equal(2, shelf["list"].Count);
            shelf.Sync();
            shelf["list"].Add(3);
        }

        using var again = Shelf<PyList>.Open(folder["shelf"]);
        Assert.Equal("[1, 2, 3]", again["list"].ToString());
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Value_that_cannot_be_dumped_takes_no_other_along(ShelfBackend backend)
    {
        using TemporaryFolder folder = new();
        ShelfOptions options = new() { Backend = backend, WriteBack = true };
        var shelf = Shelf<PyList>.Open(folder["shelf"], options);
        PyList bad = [1];
        shelf["a"] = [1];
        shelf["b"] = bad;
        shelf["c"] = [1];
        shelf["a"].Add(2);
        bad.Add(new Action(static () => { }));
        shelf["c"].Add(2);
        Assert.Throws<PicklingException>(() => shelf["d"] = [new Action(static () => { })]);
        Assert.False(shelf.TryGetValue("d", out _));

        PicklingException error = Assert.Throws<PicklingException>(shelf.Dispose);
        Assert.Contains("key 'b'", error.Message, StringComparison.Ordinal);
        using var again = Shelf<object>.Open(folder["shelf"]);
        Assert.Equal("[1, 2] [1] [1, 2]", $"{again["a"]} {again["b"]} {again["c"]}");
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Folder_that_is_not_there_is_an_error_that_names_the_file(ShelfBackend backend)
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder["missing"], "shelf");
        PersistenceException error = Assert.Throws<PersistenceException>(() => Shelf<int>.Open(path, new() { Backend = backend }));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Modes_are_those_of_python(ShelfBackend backend)
    {
        using TemporaryFolder folder = new();
        ShelfOptions options = new() { Backend = backend };
        Assert.Throws<FileNotFoundException>(() => Shelf<int>.Open(folder["shelf"], options with { Mode = ShelfMode.ReadOnly }));
        Assert.Throws<FileNotFoundException>(() => Shelf<int>.Open(folder["shelf"], options with { Mode = ShelfMode.Open }));
        Assert.Empty(folder.Names());
        using (var shelf = Shelf<int>.Open(folder["shelf"], options))
        {
            shelf["a"] = 1;
        }

        using (var shelf = Shelf<int>.Open(folder["shelf"], options with { Mode = ShelfMode.ReadOnly }))
        {
            Assert.True(shelf.IsReadOnly);
            Assert.Equal(1, shelf["a"]);
            Assert.Throws<PersistenceException>(() => shelf["a"] = 2);
            Assert.Throws<PersistenceException>(() => shelf.Remove("a"));
            Assert.Throws<PersistenceException>(shelf.Clear);
        }

        using (var shelf = Shelf<int>.Open(folder["shelf"], options with { Mode = ShelfMode.Open }))
        {
            shelf["b"] = 2;
            Assert.Equal(2, shelf.Count);
        }

        using (var shelf = Shelf<int>.Open(folder["shelf"], options with { Mode = ShelfMode.CreateNew }))
        {
            Assert.Empty(shelf);
        }

        var closed = Shelf<int>.Open(folder["shelf"], options);
        closed.Dispose();
        closed.Dispose();
        Assert.Throws<ObjectDisposedException>(() => closed["a"]);
        Assert.Throws<ObjectDisposedException>(() => closed.Count);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Value_that_does_not_load_names_file_and_key(ShelfBackend backend)
    {
        using TemporaryFolder folder = new();
        using (var shelf = Shelf<object?>.Open(folder["shelf"], new() { Backend = backend }))
        {
            shelf["text"] = "no number";
            shelf["number"] = 5;
        }

        using var numbers = Shelf<int>.Open(folder["shelf"]);
        PersistedDataException error = Assert.Throws<PersistedDataException>(() => numbers["text"]);
        Assert.Equal((numbers.Path, "text"), (error.FilePath, error.Key));
        Assert.StartsWith($"{numbers.Path}, key 'text': ", error.Message, StringComparison.Ordinal);
        Assert.Equal(5, numbers["number"]);
        Assert.Throws<PersistedDataException>(() => numbers.Values);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Key_that_is_no_utf8_is_named_and_can_be_reached(ShelfBackend backend)
    {
        using TemporaryFolder folder = new();
        ShelfOptions latin1 = new() { Backend = backend, KeyEncoding = System.Text.Encoding.Latin1 };
        using (var shelf = Shelf<int>.Open(folder["shelf"], latin1))
        {
            shelf["gr\u00f6\u00dfe"] = 1;
            shelf["plain"] = 2;
        }

        using (var shelf = Shelf<int>.Open(folder["shelf"]))
        {
            Assert.Equal(2, shelf["plain"]);
            PersistedDataException error = Assert.Throws<PersistedDataException>(() => shelf.Keys);
            Assert.Contains("Latin-1", error.Message, StringComparison.Ordinal);
            Assert.Contains("gr\u00f6\u00dfe", error.Key, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => shelf["\ud800"] = 1);
        }

        using var again = Shelf<int>.Open(folder["shelf"], latin1);
        Assert.Equal(1, again["gr\u00f6\u00dfe"]);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void Key_that_the_encoding_does_not_have_is_no_other_key(ShelfBackend backend)
    {
        using TemporaryFolder folder = new();

        // What each writes, left to itself, for the lone surrogate.
        (System.Text.Encoding Encoding, string Replacement)[] cases =
            [(System.Text.Encoding.Latin1, "?"), (System.Text.Encoding.ASCII, "?"), (System.Text.Encoding.UTF8, "\ufffd"), (System.Text.Encoding.Unicode, "\ufffd")];
        foreach ((System.Text.Encoding encoding, string replacement) in cases)
        {
            using var shelf = Shelf<int>.Open(folder["shelf"], new() { Backend = backend, Mode = ShelfMode.CreateNew, KeyEncoding = encoding });
            shelf[replacement] = 1;
            ArgumentException error = Assert.Throws<ArgumentException>(() => shelf["\ud800"] = 2);
            Assert.Contains(encoding.WebName, error.Message, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => shelf.ContainsKey("\ud800"));
            Assert.Equal(new(replacement, 1), Assert.Single(shelf));
        }
    }

    [Theory]
    [InlineData(ShelfBackend.Dumb, ShelfBackend.Detect, ShelfBackend.Dumb)]
    [InlineData(ShelfBackend.Dumb, ShelfBackend.Sqlite, ShelfBackend.Sqlite)]
    [InlineData(ShelfBackend.Sqlite, ShelfBackend.Detect, ShelfBackend.Sqlite)]
    [InlineData(ShelfBackend.Sqlite, ShelfBackend.Dumb, ShelfBackend.Dumb)]
    [InlineData(ShelfBackend.Gdbm, ShelfBackend.Detect, ShelfBackend.Sqlite)]
    [InlineData(ShelfBackend.Gdbm, ShelfBackend.Dumb, ShelfBackend.Dumb)]
    public void New_shelf_is_what_is_found_from_then_on(ShelfBackend old, ShelfBackend wanted, ShelfBackend expected)
    {
        using TemporaryFolder folder = new();
        if (old == ShelfBackend.Gdbm)
        {
            File.WriteAllBytes(folder["shelf"], [0xcf, 0x9a, 0x57, 0x13, .. new byte[100]]);
        }
        else
        {
            using var shelf = Shelf<int>.Open(folder["shelf"], new() { Backend = old });
            shelf["old"] = 1;
        }

        using (var shelf = Shelf<int>.Open(folder["shelf"], new() { Backend = wanted, Mode = ShelfMode.CreateNew }))
        {
            Assert.Equal(expected, shelf.Backend);
            shelf["new"] = 2;
        }

        using var found = Shelf<int>.Open(folder["shelf"], new() { Mode = ShelfMode.ReadOnly });
        Assert.Equal((expected, "new"), (found.Backend, Assert.Single(found).Key));
    }

    [Fact]
    public void New_shelf_takes_the_place_of_no_other_database()
    {
        using TemporaryFolder folder = new();
        using (Microsoft.Data.Sqlite.SqliteConnection connection = new($"Data Source={folder["foreign"]};Pooling=False"))
        {
            connection.Open();
            using Microsoft.Data.Sqlite.SqliteCommand command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE orders (id INTEGER)";
            command.ExecuteNonQuery();
        }

        Assert.Throws<PersistedDataException>(() => Shelf<int>.Open(folder["foreign"], new() { Backend = ShelfBackend.Dumb, Mode = ShelfMode.CreateNew }));
        Assert.Equal(["foreign"], folder.Names());
    }

    [Fact]
    public void Foreign_files_are_refused_and_left_as_they_are()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["text"], "just a text of some length");
        File.WriteAllText(folder["nd.pag"], "");
        File.WriteAllText(folder["nd.dir"], "");
        File.WriteAllBytes(folder["bsd"], [.. new byte[12], 0x61, 0x15, 0x06, 0x00]);
        File.WriteAllBytes(folder["ndbm.db"], [.. new byte[12], 0x61, 0x15, 0x06, 0x00]);
        using (Microsoft.Data.Sqlite.SqliteConnection connection = new($"Data Source={folder["foreign.db"]};Pooling=False"))
        {
            connection.Open();
            using Microsoft.Data.Sqlite.SqliteCommand command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE orders (id INTEGER)";
            command.ExecuteNonQuery();
        }

        byte[] database = File.ReadAllBytes(folder["foreign.db"]);
        foreach (string name in new[] { "text", "nd", "bsd", "ndbm", "foreign.db" })
        {
            foreach (ShelfMode mode in Enum.GetValues<ShelfMode>())
            {
                PersistedDataException error = Assert.Throws<PersistedDataException>(() => Shelf<int>.Open(folder[name], new() { Mode = mode }));
                Assert.Equal(folder[name], error.FilePath);
            }
        }

        Assert.Equal(["bsd", "foreign.db", "nd.dir", "nd.pag", "ndbm.db", "text"], folder.Names());
        Assert.Equal(database, File.ReadAllBytes(folder["foreign.db"]));
        Assert.Equal("just a text of some length", File.ReadAllText(folder["text"]));

        // Beside a database with that suffix that is none of dbm.ndbm, a shelf has its place.
        using Shelf<int> beside = Shelf<int>.Open(folder["foreign"]);
        Assert.Empty(beside);
    }

    [Fact]
    public void Backend_that_the_files_are_not_is_refused()
    {
        using TemporaryFolder folder = new();
        Shelf<int>.Open(folder["shelf"]).Dispose();

        PersistedDataException error = Assert.Throws<PersistedDataException>(() => Shelf<int>.Open(folder["shelf"], new() { Backend = ShelfBackend.Dumb }));
        Assert.Contains("dbm.sqlite3, not of dbm.dumb", error.Message, StringComparison.Ordinal);
        Assert.Throws<PersistenceException>(() => Shelf<int>.Open(folder["other"], new() { Backend = ShelfBackend.Gdbm }));
    }

    [Fact]
    public void Damaged_sqlite_file_is_named()
    {
        using TemporaryFolder folder = new();
        using (var shelf = Shelf<string>.Open(folder["shelf"]))
        {
            for (int number = 0; number < 200; number++)
            {
                shelf["key " + number] = new string('x', 500);
            }
        }

        byte[] bytes = File.ReadAllBytes(folder["shelf"]);
        Array.Fill(bytes, (byte)0xff, 4096, bytes.Length - 4096);
        File.WriteAllBytes(folder["shelf"], bytes);

        PersistedDataException error = Assert.Throws<PersistedDataException>(() =>
        {
            using var shelf = Shelf<string>.Open(folder["shelf"], new() { Mode = ShelfMode.ReadOnly });
            _ = shelf["key 1"];
        });
        Assert.Equal(folder["shelf"], error.FilePath);
    }
}
