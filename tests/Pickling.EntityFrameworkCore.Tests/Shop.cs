using Microsoft.EntityFrameworkCore;

namespace Pickling.EntityFrameworkCore.Tests;

/// <summary>A table whose columns are pickles of different types.</summary>
internal sealed class Shop(DbContextOptions<Shop> options) : DbContext(options)
{
    public DbSet<Order> Orders => Set<Order>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Order>(order =>
        {
            order.ToTable("orders");
            order.Property(o => o.Id).HasColumnName("id").ValueGeneratedNever();
            order.Property(o => o.Data).HasColumnName("data").HasPickleConversion();
            order.Property(o => o.Tags).HasColumnName("tags").HasPickleConversion();
            order.Property(o => o.Address).HasColumnName("address").HasPickleConversion();
            order.Property(o => o.Text).HasColumnName("text").HasPickleTextConversion();
        });
    }

    internal sealed class Order
    {
        public int Id { get; set; }

        public object? Data { get; set; }

        public List<string>? Tags { get; set; }

        public Address? Address { get; set; }

        public Dictionary<string, int>? Text { get; set; }
    }

    internal sealed record Address(string Street, string City);
}
