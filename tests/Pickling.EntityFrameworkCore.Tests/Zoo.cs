using Microsoft.EntityFrameworkCore;
using Pickling.Model;

namespace Pickling.EntityFrameworkCore.Tests;

/// <summary>Pickled properties wherever a model may have them: inherited, owned, of complex types, by convention.</summary>
internal sealed class Zoo(DbContextOptions<Zoo> options) : DbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<PyDict>().HaveConversion<OldPickle, PickleValueComparer<PyDict>>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Animal>(animal =>
        {
            animal.Property(a => a.Lives).HasPickleConversion();
            animal.Property(a => a.Born).HasPickleConversion();
            animal.Property(a => a.Color).HasPickleTextConversion();
        });
        modelBuilder.Entity<Cat>(cat =>
        {
            cat.Property(c => c.Toys).HasPickleConversion();
            cat.OwnsOne(c => c.Home, static home => home.Property(h => h.Rooms).HasPickleConversion());
            cat.ComplexProperty(c => c.Place, static place =>
            {
                place.Property(p => p.Path).HasPickleConversion();
                place.Property(p => p.Notes).HasPickleTextConversion(new PickleOptions { Protocol = 2 });
            });
        });
        modelBuilder.Entity<Dog>().Property(d => d.Bark).HasPickleConversion();
    }

    /// <summary>Options of one's own where a type is asked for.</summary>
    internal sealed class OldPickle() : PickleValueConverter<PyDict>(new PickleOptions { Protocol = 2 });

    internal abstract class Animal
    {
        public int Id { get; set; }

        public int? Lives { get; set; }

        public DateTime? Born { get; set; }

        public ConsoleColor? Color { get; set; }
    }

    internal sealed class Cat : Animal
    {
        public IList<string>? Toys { get; set; }

        public House Home { get; set; } = new();

        public Position Place { get; set; } = new();

        public PyDict? Extra { get; set; }
    }

    internal sealed class Dog : Animal
    {
        public Sound Bark { get; set; }
    }

    internal sealed class House
    {
        public List<string> Rooms { get; set; } = [];
    }

    internal sealed class Position
    {
        public List<int> Path { get; set; } = [];

        public string[] Notes { get; set; } = [];
    }

    internal readonly record struct Sound(string Text, int Times);
}
