using System.Numerics;
using Pickling.Opcodes;

namespace Pickling.Tools;

// What the disassembler knows of memoized objects: their kind. Keys come from text too, so they have any size and sign.
internal sealed class DisassemblerMemo
{
    // Keys 0, 1, 2 ... for as long as they come in this order, which is how every pickler writes them.
    private readonly List<StackItem> _dense = [];
    private readonly Dictionary<BigInteger, StackItem> _sparse = new(new SeededComparer());

    internal int Count => _dense.Count + _sparse.Count;

    internal bool TryGet(BigInteger key, out StackItem item)
    {
        if (key.Sign >= 0 && key < _dense.Count)
        {
            item = _dense[(int)key];
            return true;
        }

        return _sparse.TryGetValue(key, out item);
    }

    // The key must not be there yet.
    internal void Add(BigInteger key, StackItem item)
    {
        if (key == _dense.Count)
            _dense.Add(item);
        else
            _sparse.Add(key, item);
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
