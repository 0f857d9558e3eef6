using System.Buffers;

namespace Pickling.Caching.Keys;

/// <summary>The containers that are being written, the outermost first; and those that need not be written twice.</summary>
/// <param name="buffer">Where they are written.</param>
internal sealed class KeyPath(KeyBuffer buffer) : IDisposable
{
    // Up to this depth the path is searched for the container at hand; deeper, a table is kept.
    private const int SearchedDepth = 24;

    private Frame[] _frames = ArrayPool<Frame>.Shared.Rent(8);
    private int[] _pieces = ArrayPool<int>.Shared.Rent(64);
    private int _pieceCount;
    private HashSet<object>? _path;

    // Containers whose bytes were replaced by a hash: what is shared is walked once.
    private Dictionary<object, byte[]>? _hashed;

    /// <summary>How many containers are being written.</summary>
    public int Depth { get; private set; }

    /// <summary>The present place, to go back to.</summary>
    public Place Here => new(buffer.Length, Depth, _pieceCount);

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_pieces);
        ArrayPool<Frame>.Shared.Return(_frames, clearArray: true);
    }

    /// <summary>Writes the hash of a container that is known to be long; false where it is not.</summary>
    public bool TryWriteHashed(object value)
    {
        if (_hashed is null || !_hashed.TryGetValue(value, out byte[]? hash))
        {
            return false;
        }

        buffer.Raw(hash);
        return true;
    }

    /// <summary>Whether a container is being written.</summary>
    public bool Contains(object value)
    {
        if (_path is not null)
        {
            return _path.Contains(value);
        }

        for (int i = 0; i < Depth; i++)
        {
            if (ReferenceEquals(_frames[i].Value, value))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Begins a container.</summary>
    /// <param name="value">The object; null where it has no identity.</param>
    /// <param name="node">Its parts; none where <see cref="NextItem"/> is told of each instead.</param>
    public void Enter(object? value, in KeyNode node)
    {
        if (Depth == _frames.Length)
        {
            Frame[] larger = ArrayPool<Frame>.Shared.Rent(2 * Depth);
            _frames.AsSpan(0, Depth).CopyTo(larger);
            ArrayPool<Frame>.Shared.Return(_frames, clearArray: true);
            _frames = larger;
        }

        _frames[Depth++] = new Frame { Value = value, Node = node, Start = buffer.Length, FirstPiece = _pieceCount };
        if (Depth > SearchedDepth)
        {
            RememberPath(value);
        }

        buffer.Tag(node.Tag);
    }

    /// <summary>The next of the container's parts; false after the last.</summary>
    public bool TryNext(out object? item)
    {
        ref Frame frame = ref _frames[Depth - 1];
        if (frame.Next == frame.Node.Items.Length)
        {
            item = null;
            return false;
        }

        if (frame.Node.PieceItems > 0 && frame.Next % frame.Node.PieceItems == 0)
        {
            AddPiece(buffer.Length);
        }

        item = frame.Node.Items[frame.Next++];
        return true;
    }

    /// <summary>Comes before each item that is told of, or pair.</summary>
    public void NextItem()
    {
        if (_frames[Depth - 1].Node.PieceItems > 0)
        {
            AddPiece(buffer.Length);
        }
    }

    /// <summary>Ends the container: puts in order what has none, and hashes what is long.</summary>
    public void Leave()
    {
        ref Frame frame = ref _frames[Depth - 1];
        if (_pieceCount > frame.FirstPiece)
        {
            buffer.Sort(_pieces.AsSpan(frame.FirstPiece, _pieceCount - frame.FirstPiece));
            _pieceCount = frame.FirstPiece;
        }

        buffer.Tag(KeyTag.End);
        if (buffer.HashIfLong(frame.Start) && frame.Value is not (null or ValueType))
        {
            _hashed ??= new Dictionary<object, byte[]>(ReferenceEqualityComparer.Instance);
            _hashed[frame.Value] = buffer[frame.Start..].ToArray();
        }

        Drop(ref frame);
    }

    /// <summary>Takes back what was written and begun since a place.</summary>
    public void GoBack(Place place)
    {
        while (Depth > place.Depth)
        {
            Drop(ref _frames[Depth - 1]);
        }

        _pieceCount = place.PieceCount;
        buffer.Length = place.Length;
    }

    private void Drop(ref Frame frame)
    {
        if (frame.Value is not null)
        {
            _path?.Remove(frame.Value);
        }

        frame = default;
        Depth--;
    }

    private void AddPiece(int start)
    {
        if (_pieceCount == _pieces.Length)
        {
            int[] larger = ArrayPool<int>.Shared.Rent(2 * _pieceCount);
            _pieces.AsSpan(0, _pieceCount).CopyTo(larger);
            ArrayPool<int>.Shared.Return(_pieces);
            _pieces = larger;
        }

        _pieces[_pieceCount++] = start;
    }

    private void RememberPath(object? value)
    {
        if (_path is null)
        {
            _path = new HashSet<object>(ReferenceEqualityComparer.Instance);
            for (int i = 0; i < Depth; i++)
            {
                if (_frames[i].Value is { } outer)
                {
                    _path.Add(outer);
                }
            }
        }
        else if (value is not null)
        {
            _path.Add(value);
        }
    }

    /// <summary>How far writing has come.</summary>
    internal readonly record struct Place(int Length, int Depth, int PieceCount);

    /// <summary>A container that is being written.</summary>
    private struct Frame
    {
        public object? Value;
        public KeyNode Node;
        public int Next;

        // Where its bytes begin, and its first entry in _pieces.
        public int Start;
        public int FirstPiece;
    }
}
