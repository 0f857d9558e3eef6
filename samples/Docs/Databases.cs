using System.Data;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Pickling.EntityFrameworkCore;
using Pickling.Model;

namespace Pickling.Docs;

/// <summary>The snippets of docs/databases.md.</summary>
internal static class Databases
{
    public static void EntityFramework()
    {
        // snippet: entity-framework
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        using var shop = new Shop(connection);
        shop.Database.EnsureCreated();
        shop.Add(new Order { Number = 7, Lines = ["pen", "paper"], Details = new PyDict { ["gift"] = true } });
        shop.SaveChanges();

        Order order = shop.Orders.Single();
        order.Lines.Add("ink");
        Console.WriteLine(shop.ChangeTracker.HasChanges()); // True
        shop.SaveChanges();

        shop.ChangeTracker.Clear();
        Console.WriteLine(string.Join(" ", shop.Orders.Single().Lines)); // pen paper ink
        Console.WriteLine(shop.Orders.Single().Details); // {'gift': True}
        // end
    }

    public static void WithDapper()
    {
        // snippet: dapper
        SqlMapper.AddTypeHandler(new PickleHandler<PyDict>());

        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        connection.Execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, body BLOB)");
        connection.Execute("INSERT INTO notes VALUES (@Id, @Body)", new { Id = 1, Body = new PyDict { ["text"] = "hi" } });

        PyDict body = connection.QuerySingle<PyDict>("SELECT body FROM notes WHERE id = 1");
        Console.WriteLine(body); // {'text': 'hi'}
        // end
    }

    // snippet: dapper-handler
    internal sealed class PickleHandler<T> : SqlMapper.TypeHandler<T>
    {
        public override void SetValue(IDbDataParameter parameter, T? value)
        {
            parameter.DbType = DbType.Binary;
            parameter.Value = value is null ? DBNull.Value : Pickle.Dumps(value);
        }

        public override T Parse(object value) => Pickle.Loads<T>((byte[])value);
    }
    // end

    // snippet: entity-framework-model
    internal sealed class Order
    {
        public int Id { get; set; }

        public int Number { get; set; }

        public List<string> Lines { get; set; } = [];

        public object? Details { get; set; }
    }

    internal sealed class Shop(SqliteConnection connection) : DbContext
    {
        public DbSet<Order> Orders => Set<Order>();

        protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseSqlite(connection);

        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.Entity<Order>().Property(order => order.Lines).HasPickleConversion();
            modelBuilder.Entity<Order>().Property(order => order.Details).HasPickleConversion();
        }
    }
    // end
}
