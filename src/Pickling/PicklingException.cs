namespace Pickling;

/// <summary>An object that cannot be written: says which, by its path from the root, and what to do.</summary>
public sealed class PicklingException : Exception
{
    private readonly string _detail;
    private string? _end;
    private ErrorPath? _steps;

    /// <summary>Creates the error for an object whose path is not known yet.</summary>
    public PicklingException(string message)
        : this(message, null)
    {
    }

    /// <summary>Creates the error for an object whose path is not known yet, with its cause.</summary>
    public PicklingException(string message, Exception? innerException)
        : base(message, innerException) => _detail = message;

    /// <summary>Path of the object from the root, such as <c>root["orders"][3].state</c>; null when unknown.</summary>
    public string? Path => _steps is null ? _end : _steps.ToString(_end);

    /// <summary>The whole sentence: <c>at root["orders"][3]: ...</c>.</summary>
    public override string Message => Path is null ? _detail : $"at {Path}: {_detail}";

    internal void Locate(string path) => _end ??= path;

    // What leads to the path so far. False, so that it can stand in an exception filter.
    internal bool AddStep(string step)
    {
        (_steps ??= new ErrorPath()).Add(step);
        return false;
    }
}
