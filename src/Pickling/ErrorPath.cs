using System.Text;

namespace Pickling;

/// <summary>
/// The path of a .NET object from the root, gathered from the inside out while an error passes the converters: nothing
/// is kept while all goes well.
/// </summary>
internal sealed class ErrorPath
{
    private const int StepsMax = 32;
    private readonly List<string> _inner = [];
    private readonly Queue<string> _outer = [];
    private long _left;

    /// <summary>Adds what leads to what is there.</summary>
    public void Add(string step)
    {
        if (_inner.Count < StepsMax)
        {
            _inner.Add(step);
            return;
        }

        // Of a very deep path, both ends are told.
        _outer.Enqueue(step);
        if (_outer.Count > StepsMax)
        {
            _outer.Dequeue();
            _left++;
        }
    }

    /// <summary>The path, with what is known of its end.</summary>
    public string ToString(string? end)
    {
        var text = new StringBuilder("root");
        foreach (string step in _outer.Reverse())
        {
            text.Append(step);
        }

        if (_left > 0)
        {
            text.Append($"...({_left} more)...");
        }

        for (int i = _inner.Count - 1; i >= 0; i--)
        {
            text.Append(_inner[i]);
        }

        return text.Append(end is not null && end.StartsWith("root", StringComparison.Ordinal) ? end["root".Length..] : end).ToString();
    }
}
