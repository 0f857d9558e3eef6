namespace Pickling.Text;

/// <summary>Notices a low surrogate that follows a high one without belonging to it, while text is decoded.</summary>
internal struct SplitPairs
{
    private List<int>? _found;

    // Index after the last high surrogate that was given by itself; -1 without one.
    private int _afterHigh;

    public SplitPairs() => _afterHigh = -1;

    /// <summary>Indexes of such low surrogates; null when there are none.</summary>
    public readonly int[]? Found => _found?.ToArray();

    /// <summary>Takes a surrogate that was given by itself, and the index it goes to.</summary>
    public void Add(char surrogate, int index)
    {
        if (char.IsHighSurrogate(surrogate))
        {
            _afterHigh = index + 1;
        }
        else if (index == _afterHigh)
        {
            (_found ??= []).Add(index);
        }
    }
}
