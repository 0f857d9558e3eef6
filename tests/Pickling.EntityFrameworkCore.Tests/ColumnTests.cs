using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Pickling.Model;
using Xunit;

namespace Pickling.EntityFrameworkCore.Tests;

/// <summary>Columns of SQLite and PostgreSQL, written and read here and by SQLAlchemy.</summary>
public sealed class ColumnTests(PostgresServer postgres) : IClassFixture<PostgresServer>, IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"pickling-{Guid.NewGuid():N}.db");

    public static TheoryData<string> Databases { get; } = ["sqlite", "postgres"];

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        File.Delete(_file);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public void Values_come_back_and_changes_inside_them_are_saved(string database)
    {
        Create(database);
        using (Shop shop = Open(database))
        {
            shop.Add(Sample());
            shop.Add(new Shop.Order { Id = 9 });
            shop.SaveChanges();
        }

        using (Shop shop = Open(database))
        {
            Shop.Order order = shop.Orders.Single(o => o.Id == 1);
            Assert.Equal("{'a': [1, (2.5, None)]}", PyValue.Repr(order.Data));
            Assert.Equal(["größe", "größe"], order.Tags);
            Assert.Equal(new Shop.Address("Main 1", "Kraków"), order.Address);
            Assert.Equal(7, order.Text!["n"]);
            Assert.False(shop.ChangeTracker.HasChanges());

            order.Tags!.Add("new");
            ((PyDict)order.Data!)["b"] = 1;
            Assert.True(shop.ChangeTracker.HasChanges());
            shop.SaveChanges();
        }

        using (Shop shop = Open(database))
        {
            Shop.Order order = shop.Orders.Single(o => o.Id == 1);
            Shop.Order empty = shop.Orders.Single(o => o.Id == 9);
            Assert.Equal("{'a': [1, (2.5, None)], 'b': 1}", PyValue.Repr(order.Data));
            Assert.Equal(3, order.Tags!.Count);
            Assert.Null(empty.Data);
            Assert.Null(empty.Tags);
            Assert.Equal(1, shop.Orders.Count(o => o.Data == null));
        }
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public void Sqlalchemy_reads_what_was_written_here_and_the_reverse(string database)
    {
        Python.Require("sqlalchemy");
        if (database == "postgres")
        {
            Python.Require("psycopg2");
        }

        Create(database);
        string url = database == "sqlite" ? $"sqlite:///{_file}" : postgres.PythonUrl;
        using (Shop shop = Open(database))
        {
            shop.Add(Sample());
            shop.SaveChanges();
        }

        Python.Run("write", url);

        Assert.Equal(@"({'a': [1, (2.5, None)]}, ['gr\xf6\xdfe', 'gr\xf6\xdfe'], {'Street': 'Main 1', 'City': 'Krak\xf3w'}, {'n': 7})", Python.Run("read", url));
        using (Shop shop = Open(database))
        {
            Shop.Order order = shop.Orders.Single(o => o.Id == 2);
            Assert.Equal("{'a': (1, 2.5, None), 'b': {'x'}}", PyValue.Repr(order.Data));
            Assert.Equal(["größe", "日本"], order.Tags);
            Assert.Equal(new Shop.Address("Main 1", "Kraków"), order.Address);
            Assert.Equal(7, order.Text!["n"]);
            Assert.Null(shop.Orders.Single(o => o.Id == 3).Data);
        }
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public void Columns_of_every_protocol_are_read_and_stay_until_they_change(string database)
    {
        Python.Require("sqlalchemy");
        if (database == "postgres")
        {
            Python.Require("psycopg2");
        }

        Create(database);
        Python.Run("protocols", database == "sqlite" ? $"sqlite:///{_file}" : postgres.PythonUrl);
        using Shop shop = Open(database);
        List<Shop.Order> orders = [.. shop.Orders.OrderBy(o => o.Id)];
        Assert.Equal(6, orders.Count);
        Assert.All(orders, order =>
        {
            Assert.Equal("{'a': (1, 2.5, None), 'b': {'x'}}", PyValue.Repr(order.Data));
            Assert.Equal(["größe", "größe"], order.Tags);
            Assert.Equal(new Shop.Address("Main 1", "Kraków"), order.Address);
            Assert.Equal(19, order.Text!["n19"]);
        });
        Assert.False(shop.ChangeTracker.HasChanges());
    }

    [Fact]
    public void Properties_of_all_kinds_of_types_come_back_and_their_changes_are_noticed()
    {
        using (Zoo zoo = OpenZoo())
        {
            zoo.Database.EnsureCreated();
            zoo.Add(new Zoo.Cat { Lives = 9, Born = new DateTime(2024, 1, 2), Color = ConsoleColor.Red, Toys = ["ball"], Home = new() { Rooms = ["kitchen"] }, Place = new() { Path = [1, 2], Notes = ["n"] }, Extra = new PyDict { ["a"] = 1 } });
            zoo.Add(new Zoo.Dog { Bark = new("loud", 3) });
            zoo.SaveChanges();
        }

        using (Zoo zoo = OpenZoo())
        {
            Zoo.Cat cat = zoo.Set<Zoo.Cat>().Single();
            Assert.Equal((9, new DateTime(2024, 1, 2), ConsoleColor.Red), (cat.Lives, cat.Born, cat.Color));
            Assert.Equal(new("loud", 3), zoo.Set<Zoo.Dog>().Single().Bark);
            Assert.Null(zoo.Set<Zoo.Dog>().Single().Lives);
            Assert.Equal(1, zoo.Set<Zoo.Animal>().Count(animal => animal.Born == null));
            Assert.False(zoo.ChangeTracker.HasChanges());
            Assert.Equal([0x80, 2], zoo.Database.SqlQueryRaw<byte[]>("SELECT Extra AS Value FROM Animal WHERE Extra IS NOT NULL").Single()[..2]);
        }

        Action<Zoo.Cat>[] changes = [c => c.Toys!.Add("string"), c => c.Home.Rooms.Add("bath"), c => c.Place.Path.Add(3), c => c.Place.Notes[0] = "m", c => c.Extra!["b"] = 2, c => c.Lives = 8];
        foreach (Action<Zoo.Cat> change in changes)
        {
            using Zoo zoo = OpenZoo();
            change(zoo.Set<Zoo.Cat>().Single());
            Assert.True(zoo.ChangeTracker.HasChanges());
            zoo.SaveChanges();
        }

        using (Zoo zoo = OpenZoo())
        {
            Zoo.Cat cat = zoo.Set<Zoo.Cat>().Single();
            Assert.Equal(["ball", "string"], cat.Toys);
            Assert.Equal(["kitchen", "bath"], cat.Home.Rooms);
            Assert.Equal([1, 2, 3], cat.Place.Path);
            Assert.Equal(["m"], cat.Place.Notes);
            Assert.Equal("{'a': 1, 'b': 2}", PyValue.Repr(cat.Extra));
            Assert.Equal(8, cat.Lives);
        }
    }

    [Fact]
    public void A_value_that_cannot_be_dumped_names_its_property()
    {
        Create("sqlite");
        using Shop shop = Open("sqlite");
        shop.Add(Sample());
        shop.SaveChanges();

        shop.Orders.Single().Data = new CancellationTokenSource();
        Assert.Contains("Order.Data", Assert.Throws<PicklingException>(() => shop.SaveChanges()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_compiled_model_is_given_types_that_it_can_make_itself()
    {
        SetDesignTime(true);
        try
        {
            using Zoo zoo = OpenZoo();
            IEntityType animal = zoo.GetService<IDesignTimeModel>().Model.FindEntityType(typeof(Zoo.Animal))!;
            foreach (string name in new[] { "Lives", "Born", "Color" })
            {
                IProperty property = animal.FindProperty(name)!;

                // What the generated code does, which cannot hold an object such as options.
                Assert.NotNull(Activator.CreateInstance((Type)property.FindAnnotation("ValueConverterType")!.Value!));
                Assert.NotNull(Activator.CreateInstance((Type)property.FindAnnotation("ValueComparerType")!.Value!));
            }
        }
        finally
        {
            SetDesignTime(false);
        }

        // dotnet ef sets it so.
        static void SetDesignTime(bool value) => typeof(EF).GetProperty(nameof(EF.IsDesignTime))!.SetValue(null, value);
    }

    [Fact]
    public void A_column_that_holds_something_else_is_an_error_and_the_others_stay_readable()
    {
        Create("sqlite");
        using (Shop shop = Open("sqlite"))
        {
            shop.Add(Sample());
            shop.SaveChanges();
            shop.Database.ExecuteSqlRaw("INSERT INTO orders (id, tags, text) VALUES (2, x'80054b012e', NULL), (3, x'8005', NULL), (4, NULL, '***')");
        }

        using (Shop shop = Open("sqlite"))
        {
            foreach ((int id, string property) in new[] { (2, "Order.Tags"), (3, "Order.Tags"), (4, "Order.Text") })
            {
                Exception error = Assert.ThrowsAny<Exception>(() => shop.Orders.Single(o => o.Id == id));
                Exception? cause = error is PickleException ? error : error.InnerException;
                Assert.IsAssignableFrom<PickleException>(cause);
                Assert.Contains(property, cause!.Message, StringComparison.Ordinal);
            }

            Assert.NotNull(shop.Orders.Single(o => o.Id == 1).Tags);
        }
    }

    [Fact]
    public void Only_contents_in_their_order_are_a_change()
    {
        var comparer = new PickleValueComparer<object?>(PickleOptions.Default);
        var cyclic = new PyList { 1 };
        cyclic.Add(cyclic);

        Assert.True(comparer.Equals(new PyList { new string('a', 20), new string('a', 20) }, comparer.Snapshot(new PyList { new string('a', 20), new string('a', 20) })));
        Assert.True(comparer.Equals(cyclic, comparer.Snapshot(cyclic)));
        Assert.False(comparer.Equals(new PyDict { ["a"] = 1, ["b"] = 2 }, new PyDict { ["b"] = 2, ["a"] = 1 }));
        Assert.False(comparer.Equals(1L, 1.0));
        Assert.False(comparer.Equals(null, 1L));
        Assert.True(comparer.Equals(null, null));
    }

    private static Shop.Order Sample()
    {
        string tag = "größe";
        return new()
        {
            Id = 1,
            Data = new PyDict { ["a"] = new PyList { 1, PyTuple.Create(2.5, null) } },
            Tags = [tag, tag],
            Address = new Shop.Address("Main 1", "Kraków"),
            Text = new() { ["n"] = 7 },
        };
    }

    private void Create(string database)
    {
        if (database == "postgres")
        {
            postgres.Require();
        }

        using Shop shop = Open(database);
        string binary = database == "sqlite" ? "BLOB" : "bytea";
        shop.Database.ExecuteSqlRaw("DROP TABLE IF EXISTS orders");
        shop.Database.ExecuteSqlRaw("CREATE TABLE orders (id INTEGER PRIMARY KEY, data BINARY, tags BINARY, address BINARY, text TEXT)".Replace("BINARY", binary, StringComparison.Ordinal));
    }

    // Models are kept for a kind of options, so each context has a service provider of its own.
    private Zoo OpenZoo() => new(new DbContextOptionsBuilder<Zoo>().UseSqlite($"Data Source={_file}").EnableServiceProviderCaching(false).Options);

    private Shop Open(string database)
    {
        DbContextOptionsBuilder<Shop> builder = new();
        return new Shop((database == "sqlite" ? builder.UseSqlite($"Data Source={_file}") : builder.UseNpgsql(postgres.ConnectionText)).Options);
    }
}
