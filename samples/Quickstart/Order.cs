namespace Quickstart;

/// <summary>A row: a number, and two objects.</summary>
internal sealed class Order
{
    public int Id { get; set; }

    public List<string> Tags { get; set; } = [];

    /// <summary>Whatever there is to say.</summary>
    public object? Details { get; set; }
}
