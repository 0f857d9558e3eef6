namespace Pickling.Model.Standard;

/// <summary>A version of Python as a number that compares: 207 for 2.7, 311 for 3.11.</summary>
internal static class PythonAge
{
    internal const int Python3 = 300;
    internal const int Never = int.MaxValue;

    /// <summary>The newest version that the project is held to, for callers who name none.</summary>
    internal const int Newest = 315;

    internal static int Of(Version? python)
    {
        if (python is null)
            return Newest;
        return python is { Major: 2, Minor: 7 } or { Major: 3, Minor: >= 6 and < 100 }
            ? (100 * python.Major) + python.Minor
            : throw new ArgumentException($"Python {python} is not known here: 2.7, or 3.6 and later.", nameof(python));
    }
}
