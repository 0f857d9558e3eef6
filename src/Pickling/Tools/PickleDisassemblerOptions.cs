namespace Pickling.Tools;

/// <summary>How <see cref="PickleDisassembler"/> lays out its text; immutable.</summary>
/// <remarks>The options of Python's <c>pickletools.dis</c> with its defaults.</remarks>
public sealed record PickleDisassemblerOptions
{
    /// <summary>The options used when none are given.</summary>
    public static PickleDisassemblerOptions Default { get; } = new();

    /// <summary>Blanks by which each open MARK indents. Default 4; 0 and less do not indent.</summary>
    public int IndentLevel { get; init; } = 4;

    /// <summary>
    /// Column at which the one-line description of each opcode should start, as a hint. Default 0: no descriptions;
    /// <c>python -m pickletools -a</c> uses 30.
    /// </summary>
    public int AnnotationColumn { get; init; }

    /// <summary>
    /// Whether one disassembler keeps its memo from pickle to pickle, for pickles that one Python <c>Pickler</c> wrote
    /// without clearing its own. Default false.
    /// </summary>
    public bool KeepMemo { get; init; }
}
