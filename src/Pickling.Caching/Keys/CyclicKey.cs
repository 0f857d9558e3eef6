using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Pickling.Caching.Keys;

/// <summary>
/// The hash of a value that contains itself: one that all values have which unroll to the same, however they are built.
/// </summary>
/// <remarks>
/// Each container first has the hash of its kind and scalars, with all containers in it taken for alike; then, round by
/// round, a hash over the hashes that the containers in it had in the round before. A round tells apart whatever differs
/// one step further away. When a round tells no more apart than the one before, none will: that is the result. How many
/// rounds it takes depends only on what the value unrolls to, so the result does too.
/// </remarks>
internal sealed class CyclicKey
{
    // Containers times rounds: some seconds. Chains of thousands of links that all point back need that many.
    private const long StepsMax = 20_000_000;

    private readonly PickleKeyOptions _options;
    private readonly Dictionary<object, int> _numbers = new(ReferenceEqualityComparer.Instance);
    private readonly List<KeyNode> _nodes = [];
    private readonly List<int[]> _children = [];

    private CyclicKey(PickleKeyOptions options) => _options = options;

    public static byte[] HashOf(object value, PickleKeyOptions options)
    {
        var key = new CyclicKey(options);
        using var buffer = new KeyBuffer();
        key.Number(value, buffer);
        return key.Refine(buffer);
    }

    // Finds all containers; a scalar's number is -1.
    private void Number(object root, KeyBuffer buffer)
    {
        var waiting = new Queue<object>();
        NumberOf(root, waiting);
        while (waiting.TryDequeue(out object? value))
        {
            KeyNode node = KeyWalk.TakeApart(value, _options);
            var children = new int[node.Items.Length];
            for (int i = 0; i < children.Length; i++)
            {
                children[i] = IsScalar(ref node.Items[i], buffer) ? -1 : NumberOf(node.Items[i]!, waiting);
            }

            _nodes.Add(node);
            _children.Add(children);
        }
    }

    private int NumberOf(object value, Queue<object> waiting)
    {
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, value, out bool isKnown);
        if (!isKnown)
        {
            number = _numbers.Count - 1;
            waiting.Enqueue(value);
        }

        return number;
    }

    private bool IsScalar(ref object? item, KeyBuffer buffer)
    {
        buffer.Clear();
        if (KeyScalars.TryWrite(buffer, item, _options.TypedNumbers))
        {
            return true;
        }

        if (KeyNode.TryTakeApart(item!) is null && KeyNode.TryTakeApartOther(item!) is null)
        {
            item = KeyWalk.Python(item!, _options);
            return KeyScalars.TryWrite(buffer, item, _options.TypedNumbers);
        }

        return false;
    }

    private byte[] Refine(KeyBuffer buffer)
    {
        var hashes = new Hash256[_nodes.Count];
        int classes = 1;
        for (long round = 1; ; round++)
        {
            if (round * _nodes.Count > StepsMax)
            {
                throw new PicklingException($"a value of {_nodes.Count:N0} containers that contain each other is too entangled for a key");
            }

            var next = new Hash256[hashes.Length];
            for (int i = 0; i < next.Length; i++)
            {
                next[i] = HashOne(i, hashes, buffer);
            }

            hashes = next;
            int found = hashes.Distinct().Count();
            if (found == classes)
            {
                return hashes[0].ToArray();
            }

            classes = found;
        }
    }

    private Hash256 HashOne(int number, Hash256[] hashes, KeyBuffer buffer)
    {
        KeyNode node = _nodes[number];
        int[] children = _children[number];
        var pieces = new List<int>();
        buffer.Clear();
        buffer.Tag(node.Tag);
        for (int i = 0; i < children.Length; i++)
        {
            if (node.PieceItems > 0 && i % node.PieceItems == 0)
            {
                pieces.Add(buffer.Length);
            }

            if (children[i] < 0)
            {
                KeyScalars.TryWrite(buffer, node.Items[i], _options.TypedNumbers);
            }
            else
            {
                buffer.Tag(KeyTag.Cyclic);
                buffer.Raw(hashes[children[i]].ToArray());
            }
        }

        if (pieces.Count > 0)
        {
            buffer.Sort(CollectionsMarshal.AsSpan(pieces));
        }

        return Hash256.Of(SHA256.HashData(buffer[..]));
    }
}
