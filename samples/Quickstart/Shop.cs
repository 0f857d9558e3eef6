using Microsoft.EntityFrameworkCore;
using Pickling.EntityFrameworkCore;

namespace Quickstart;

/// <summary>A database whose columns hold pickles, as SQLAlchemy's PickleType keeps them.</summary>
internal sealed class Shop(string connectionText) : DbContext
{
    public DbSet<Order> Orders => Set<Order>();

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) => optionsBuilder.UseSqlite(connectionText);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Order>().Property(order => order.Tags).HasPickleConversion();
        modelBuilder.Entity<Order>().Property(order => order.Details).HasPickleConversion();
    }
}
