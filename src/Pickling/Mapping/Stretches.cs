namespace Pickling.Mapping;

/// <summary>The items of a container one after the other, dict keys and values in turn.</summary>
internal ref struct Stretches
{
    private readonly ReadOnlySpan<TapeValue> _nodes;
    private readonly int _stride;
    private TapeFlags _packing;
    private int _at;
    private int _end;
    private int _packedFirst;
    private int _nextBlock;

    // Of a dict whose keys lie elsewhere: the next of them, and whether its value comes first.
    private int _keyAt;
    private bool _isKeyed;
    private bool _atValue;

    public Stretches(ReadOnlySpan<TapeValue> nodes, int header, int stride)
    {
        _nodes = nodes;
        _stride = stride;
        TapeValue node = nodes[header];
        if (node.IsChained)
        {
            _nextBlock = node.First;
        }
        else
        {
            Enter(node);
        }
    }

    /// <summary>The item of a number; keys and values of a dict, whose stride is 2, are counted in turn.</summary>
    public static TapeValue At(ReadOnlySpan<TapeValue> nodes, int header, int index, int stride = 1)
    {
        TapeValue stretch = nodes[header];
        if (stretch.IsChained)
        {
            stretch = nodes[stretch.First];
            while (index >= stretch.Low * stride)
            {
                index -= stretch.Low * stride;
                stretch = nodes[stretch.Last];
            }
        }

        if (stretch.IsKeyed)
        {
            return nodes[(index & 1) == 0 ? stretch.Last + (index / 2) : stretch.First + (index / 2)];
        }

        return stretch.IsPacked
            ? new TapeValue(
                (stretch.Flags & TapeFlags.Int64s) != 0 ? TapeKind.Int : TapeKind.Float, -1, ValueTape.Packed(nodes, stretch.First, stretch.Low)[index])
            : nodes[stretch.First + index];
    }

    public bool TryNext(out TapeValue item)
    {
        while (_at == _end)
        {
            if (_nextBlock == 0)
            {
                item = default;
                return false;
            }

            TapeValue block = _nodes[_nextBlock];
            _nextBlock = block.Last;
            Enter(block);
        }

        if (_isKeyed)
        {
            item = _atValue ? _nodes[_at++] : _nodes[_keyAt++];
            _atValue = !_atValue;
            return true;
        }

        item = _packing == TapeFlags.None
            ? _nodes[_at]
            : new TapeValue(
                _packing == TapeFlags.Int64s ? TapeKind.Int : TapeKind.Float,
                -1,
                ValueTape.Packed(_nodes, _packedFirst, _end)[_at]);
        _at++;
        return true;
    }

    private void Enter(in TapeValue stretch)
    {
        _packing = stretch.Flags & (TapeFlags.Int64s | TapeFlags.Doubles);
        _packedFirst = stretch.First;
        _isKeyed = stretch.IsKeyed;
        if (_isKeyed)
        {
            _keyAt = stretch.Last;
            _at = stretch.First;
            _end = stretch.First + stretch.Low;
            return;
        }

        _at = _packing == TapeFlags.None ? stretch.First : 0;
        _end = _packing == TapeFlags.None ? stretch.First + (stretch.Low * _stride) : stretch.Low;
    }
}
