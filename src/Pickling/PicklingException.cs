namespace Pickling;

/// <summary>An object that cannot be written: says which, by its path from the root, and what to do.</summary>
public sealed class PicklingException : Exception
{
    private readonly string _detail;

    /// <summary>Creates the error for an object whose path is not known yet.</summary>
    public PicklingException(string message)
        : this(message, null)
    {
    }

    /// <summary>Creates the error for an object whose path is not known yet, with its cause.</summary>
    public PicklingException(string message, Exception? innerException)
        : base(message, innerException) => _detail = message;

    /// <summary>Path of the object from the root, such as <c>root["orders"][3].state</c>; null when unknown.</summary>
    public string? Path { get; private set; }

    /// <summary>The whole sentence: <c>at root["orders"][3]: ...</c>.</summary>
    public override string Message => Path is null ? _detail : $"at {Path}: {_detail}";

    internal void Locate(string path) => Path ??= path;
}
