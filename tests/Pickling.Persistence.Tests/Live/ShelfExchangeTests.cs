using System.Diagnostics;
using System.Numerics;
using Pickling.Model;
using Xunit;

namespace Pickling.Persistence.Tests.Live;

/// <summary>Shelves between .NET and real CPythons, in both directions.</summary>
public sealed class ShelfExchangeTests
{
    private static readonly string[] Versions = ["2.7", "3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13"];

    // What shelf_peer.py holds for right.
    private static readonly Dictionary<string, object?> Entries = new()
    {
        ["plain"] = 1,
        ["größe"] = new object?[] { 1, 2.5, null, true },
        ["日本"] = new Dictionary<string, object?> { ["a"] = (1, 2), ["b"] = "größe" },
        ["long"] = new[] { new string('x', 5000) },
        ["it's \"quoted\"\n\\"] = -BigInteger.Pow(2, 70),
        [""] = Array.Empty<object>(),
    };

    public static TheoryData<string, string> DumbAndSqlite
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (string version in Versions)
            {
                data.Add(version, "dumb");
            }

            data.Add("3.13", "sqlite3");
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(DumbAndSqlite))]
    public void What_python_wrote_is_read_and_changed(string version, string backend)
    {
        string python = ShelfPeer.Program(version);
        using TemporaryFolder folder = new();
        string path = folder["shelf größe"];
        for (int protocol = 0; protocol <= (version == "2.7" ? 2 : version is "3.6" or "3.7" ? 4 : 5); protocol++)
        {
            ShelfPeer.Run(python, "write", backend, path, $"{protocol}");
            using (var shelf = Shelf<object?>.Open(path, new() { Pickle = new() { Protocol = Math.Min(protocol, 4) } }))
            {
                AssertEntries(shelf, Entries.Count);
                shelf["plain"] = "something long, which then is gone again" + new string('y', 2000);
                shelf["new"] = 1;
                shelf["plain"] = 1;
                shelf.Remove("new");
            }

            ShelfPeer.Run(python, "read", backend, path);
        }
    }

    [Theory]
    [MemberData(nameof(DumbAndSqlite))]
    public void What_dotnet_wrote_is_read_by_python(string version, string backend)
    {
        string python = ShelfPeer.Program(version);
        using TemporaryFolder folder = new();
        ShelfOptions options = new()
        {
            Backend = backend == "dumb" ? ShelfBackend.Dumb : ShelfBackend.Sqlite,
            Pickle = version == "2.7" ? new() { Protocol = 2 } : ShelfOptions.Default.Pickle,
        };
        using (var shelf = Shelf<object?>.Open(folder["shelf"], options))
        {
            foreach ((string key, object? value) in Entries)
            {
                shelf[key] = value;
            }

            ((ICollection<KeyValuePair<string, object?>>)shelf).Add(new("removed", 1));
            shelf.Remove("removed");
        }

        ShelfPeer.Run(python, "read", backend, folder["shelf"]);
    }

    [Fact]
    public void Gdbm_file_of_python_is_read()
    {
        string python = ShelfPeer.ProgramWith("dbm.gnu");
        using TemporaryFolder folder = new();
        ShelfPeer.Run(python, "write", "gdbm", folder["shelf"], "4");

        using var shelf = Shelf<object?>.Open(folder["shelf"]);
        Assert.Equal((ShelfBackend.Gdbm, true), (shelf.Backend, shelf.IsReadOnly));
        AssertEntries(shelf, Entries.Count + 3000);
        for (int number = 0; number < 3000; number++)
        {
            Assert.Equal((long)number, shelf[$"number {number}"]);
        }

        Assert.Throws<PersistenceException>(() => shelf["new"] = 1);
    }

    [Fact]
    public void Sqlite_shelf_is_open_in_python_and_dotnet_at_the_same_time()
    {
        string python = ShelfPeer.Program("3.13");
        using TemporaryFolder folder = new();
        using var shelf = Shelf<int>.Open(folder["shelf"]);
        using Process peer = ShelfPeer.Serve(python, "sqlite3", folder["shelf"]);
        for (int number = 0; number < 50; number++)
        {
            shelf["ours"] = number;
            Assert.Equal($"{number}", peer.Ask("get ours"));
            Assert.Equal("done", peer.Ask($"set theirs {number}"));
            Assert.Equal(number, shelf["theirs"]);
        }

        peer.StandardInput.Close();
        peer.WaitForExit();
        Assert.Equal(2, shelf.Count);
    }

    [Fact]
    public void Second_shelf_in_a_process_takes_no_lock_from_the_first()
    {
        string python = ShelfPeer.Program("3.13");
        using TemporaryFolder folder = new();
        using var first = Shelf<int>.Open(folder["shelf"]);
        first["ours"] = 1;
        using (var second = Shelf<int>.Open(folder["shelf"], new() { Mode = ShelfMode.ReadOnly }))
        {
            Assert.Equal(1, second["ours"]);
        }

        // A Python that took itself for the last one would delete the log that the first still writes to.
        Assert.Equal("done", AskOnce(python, folder["shelf"], "set theirs 2"));
        first["ours"] = 3;
        Assert.Equal("3", AskOnce(python, folder["shelf"], "get ours"));
        Assert.Equal((2, 3), (first["theirs"], first["ours"]));
    }

    [Fact]
    public void Gdbm_file_that_python_writes_is_not_opened()
    {
        string python = ShelfPeer.ProgramWith("dbm.gnu");
        using TemporaryFolder folder = new();
        using Process peer = ShelfPeer.Serve(python, "gdbm", folder["shelf"]);
        Assert.Equal("done", peer.Ask("set theirs 2"));
        PersistenceException error = Assert.Throws<PersistenceException>(() => Shelf<int>.Open(folder["shelf"]));
        Assert.StartsWith(folder["shelf"] + ": cannot be opened", error.Message, StringComparison.Ordinal);
        peer.StandardInput.Close();
        peer.WaitForExit();

        using var shelf = Shelf<int>.Open(folder["shelf"]);
        Assert.Equal(2, shelf["theirs"]);
    }

    [Fact]
    public void Dumb_shelf_that_python_changes_meanwhile_is_not_overwritten()
    {
        string python = ShelfPeer.Program("3.13");
        using TemporaryFolder folder = new();
        using (var shelf = Shelf<int>.Open(folder["shelf"], new() { Backend = ShelfBackend.Dumb }))
        {
            shelf["ours"] = 1;
            using Process peer = ShelfPeer.Serve(python, "dumb", folder["shelf"]);
            Assert.Equal("done", peer.Ask("set theirs 2"));
            Assert.Throws<PersistenceException>(() => shelf["ours"] = 3);
            peer.StandardInput.Close();
            peer.WaitForExit();
        }

        using var again = Shelf<int>.Open(folder["shelf"]);
        Assert.Equal((1, 2), (again["ours"], again["theirs"]));
    }

    private static string AskOnce(string python, string path, string line)
    {
        using Process peer = ShelfPeer.Serve(python, "sqlite3", path);
        string answer = peer.Ask(line);
        peer.StandardInput.Close();
        peer.WaitForExit();
        return answer;
    }

    private static void AssertEntries(Shelf<object?> shelf, int count)
    {
        Assert.Equal(count, shelf.Count);
        foreach ((string key, object? value) in Entries)
        {
            object? expected = Pickle.Loads(Pickle.Dumps(value));
            Assert.True(PythonEquality.StructuralEquals(expected, shelf[key]), key);
        }
    }
}
