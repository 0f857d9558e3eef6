namespace Pickling;

/// <summary>A pickle that cannot be read: says where (offset), at which opcode, and what was needed.</summary>
/// <remarks>
/// Every malformed input ends here, whatever is wrong with it; no other exception comes from the bytes of a pickle.
/// Subclasses tell the cases apart that a caller may want to handle: <see cref="PickleTruncatedException"/>,
/// <see cref="PickleLimitException"/>.
/// </remarks>
public class PickleException : Exception
{
    private readonly string _detail;
    private ErrorPath? _steps;

    /// <summary>Creates the error for a place that is not known yet; the machine adds it.</summary>
    public PickleException(string message)
        : this(message, -1, null, null)
    {
    }

    /// <summary>Creates the error for a place that is not known yet, with its cause.</summary>
    public PickleException(string message, Exception? innerException)
        : this(message, -1, null, innerException)
    {
    }

    /// <summary>Creates the error of one opcode.</summary>
    /// <param name="message">What is wrong and what was needed.</param>
    /// <param name="offset">Offset in bytes of the opcode from the start of the pickle's stream; -1 when unknown.</param>
    /// <param name="opcode">The opcode's name, or null when there is none.</param>
    /// <param name="innerException">The cause, or null.</param>
    public PickleException(string message, long offset, string? opcode, Exception? innerException = null)
        : base(message, innerException)
    {
        _detail = message;
        Offset = offset;
        Opcode = opcode;
    }

    /// <summary>Offset in bytes, from the start of what was loaded, of the opcode that failed; -1 when unknown.</summary>
    public long Offset { get; private set; }

    /// <summary>Name of the opcode that failed, such as <c>BINUNICODE</c>; null when there is none.</summary>
    public string? Opcode { get; private set; }

    /// <summary>
    /// Path of the .NET object that was to be made, from the root, such as <c>root.Lines[3].Sku</c>; null where no typed load
    /// failed.
    /// </summary>
    public string? Path => _steps?.ToString(null);

    /// <summary>The whole sentence: <c>BINUNICODE at 214: needs 88 bytes, 12 remain</c>.</summary>
    public override string Message => Path is { } path ? $"{Sentence} (at {path})" : Sentence;

    private string Sentence => (Opcode, Offset) switch
    {
        (null, < 0) => _detail,
        (null, _) => $"at {Offset}: {_detail}",
        (_, < 0) => $"{Opcode}: {_detail}",
        _ => $"{Opcode} at {Offset}: {_detail}",
    };

    // What leads to the path so far. False, so that it can stand in an exception filter.
    internal bool AddStep(string step)
    {
        (_steps ??= new ErrorPath()).Add(step);
        return false;
    }

    // The layers below the machine do not know where they are; the machine says it once, here.
    internal void Locate(long offset, string? opcode)
    {
        if (Offset < 0)
        {
            Offset = offset;
            Opcode = opcode;
        }
    }

    // Places counted from there; false, so that it can stand in an exception filter.
    internal bool CountFrom(long start)
    {
        Offset += Offset < 0 ? 0 : start;
        return false;
    }
}
