namespace Pickling.Cli.Show;

/// <summary>How much of a value a tree shows.</summary>
/// <param name="Depth">Levels below the root.</param>
/// <param name="Items">Parts of each container.</param>
/// <param name="Width">Columns of a line.</param>
internal sealed record TreeOptions(int Depth, int Items, int Width);
