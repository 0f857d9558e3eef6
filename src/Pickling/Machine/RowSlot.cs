namespace Pickling.Machine;

/// <summary>What is known of rows that begin with one key: the keys they had, and whether it pays to look for more.</summary>
internal sealed class RowSlot
{
    // As often in a row it may turn out to hold more than plain values, or keys of its own, before no more are looked into.
    private const int FailuresMax = 16;

    // Sets of keys that begin with one key; such as the classes that share their first attribute's name.
    private const int RowsMax = 8;

    private int _failures;
    private int _rows;

    /// <summary>Memo index of the first key.</summary>
    public required int First { get; init; }

    /// <summary>How many memo entries had been overwritten: after another, keys may be others.</summary>
    public required int Overwritten { get; init; }

    /// <summary>The keys that came last, and behind them those before.</summary>
    public RowKeys? Rows { get; private set; }

    /// <summary>Whether looking into rows does not pay any more.</summary>
    public bool IsHopeless => _failures >= FailuresMax;

    /// <summary>Whether another set of keys is worth knowing, which it is from the third row on, as far as there is room for it.</summary>
    public bool Learns => _failures > 1 && _rows < RowsMax;

    public void Failed() => _failures++;

    public void Succeeded() => _failures = 0;

    public void Add(int[] indexes, int handle)
    {
        Rows = new RowKeys(indexes) { Handle = handle, Next = Rows };
        _rows++;
    }
}
