using System.Numerics;

namespace Pickling.Tools;

// What a tool knows of each memo key. Keys come from text too, so they have any size and sign.
internal sealed class MemoTable<TValue>
{
    // Keys 0, 1, 2 ... for as long as they come in this order, which is how every pickler writes them.
    private readonly List<TValue> _dense = [];
    private readonly Dictionary<BigInteger, TValue> _sparse = new(new SeededComparer());

    internal int Count => _dense.Count + _sparse.Count;

    internal bool TryGet(BigInteger key, out TValue value)
    {
        if (key.Sign >= 0 && key < _dense.Count)
        {
            value = _dense[(int)key];
            return true;
        }

        return _sparse.TryGetValue(key, out value!);
    }

    // The key must not be there yet.
    internal void Add(BigInteger key, TValue value)
    {
        if (key == _dense.Count)
            _dense.Add(value);
        else
            _sparse.Add(key, value);
    }

    internal void Set(BigInteger key, TValue value)
    {
        if (key.Sign >= 0 && key < _dense.Count)
            _dense[(int)key] = value;
        else if (key == _dense.Count && !_sparse.ContainsKey(key))
            _dense.Add(value);
        else
            _sparse[key] = value;
    }

    internal void Clear()
    {
        _dense.Clear();
        _sparse.Clear();
    }

    // BigInteger hashes small numbers to themselves, so a pickle could choose keys that collide; HashCode has a seed.
    private sealed class SeededComparer : IEqualityComparer<BigInteger>
    {
        public bool Equals(BigInteger x, BigInteger y) => x == y;

        public int GetHashCode(BigInteger obj) => HashCode.Combine(obj.GetHashCode());
    }
}
