using System.Buffers;

namespace Pickling.Caching.Keys;

/// <summary>
/// Walks a value on a stack of its own and writes the bytes of its key. A value that contains itself is left to
/// <see cref="CyclicKey"/> as soon as that shows.
/// </summary>
internal sealed class KeyWalk : IDisposable
{
    // The first bytes of every key: the format's version, and which options it was made with.
    private const byte VersionTyped = 0x10;
    private const byte VersionUntyped = 0x11;

    // Up to this depth the path is searched for the container at hand; deeper, a table is kept.
    private const int SearchedDepth = 24;

    private readonly KeyBuffer _buffer;
    private readonly PickleKeyOptions _options;
    private int[] _pieces = ArrayPool<int>.Shared.Rent(64);
    private int _pieceCount;
    private Frame[] _frames = ArrayPool<Frame>.Shared.Rent(8);
    private int _depth;
    private HashSet<object>? _path;

    // Containers whose bytes were replaced by a hash: what is shared is walked once.
    private Dictionary<object, byte[]>? _hashed;

    private KeyWalk(KeyBuffer buffer, PickleKeyOptions options)
    {
        _buffer = buffer;
        _options = options;
    }

    public static byte[] BytesOf(object? value, PickleKeyOptions options)
    {
        using var buffer = new KeyBuffer();
        byte version = options.TypedNumbers ? VersionTyped : VersionUntyped;
        buffer.Tag(version);
        if (!KeyScalars.TryWrite(buffer, value, options.TypedNumbers) && !TryWalk(buffer, value!, options))
        {
            byte[] hash = CyclicKey.HashOf(value!, options);
            buffer.Clear();
            buffer.Tag(version);
            buffer.Tag(KeyTag.Cyclic);
            buffer.Raw(hash);
        }

        return buffer[..].ToArray();
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_pieces);
        ArrayPool<Frame>.Shared.Return(_frames, clearArray: true);
    }

    /// <summary>A value's parts; of one that is not of the natural graph, those of the Python value that it is dumped as.</summary>
    public static KeyNode TakeApart(object value, PickleKeyOptions options)
    {
        if (KeyNode.TryTakeApart(value) is { } node)
        {
            return node;
        }

        return KeyNode.TryTakeApart(Python(value, options) ?? "")
            ?? throw new PicklingException($"{value.GetType()} cannot be part of a key");
    }

    /// <summary>The Python value that a value of another kind is dumped as.</summary>
    public static object? Python(object value, PickleKeyOptions options) => Python(Pickle.Dumps(value, options.Pickle), options);

    /// <summary>The Python value that a pickle holds, whatever .NET types the caller has for it.</summary>
    public static object? Python(byte[] pickle, PickleKeyOptions options) =>
        Pickle.Loads(pickle, new PickleOptions { Extensions = options.Pickle.Extensions });

    private static bool TryWalk(KeyBuffer buffer, object value, PickleKeyOptions options)
    {
        using var walk = new KeyWalk(buffer, options);
        return walk.TryWalk(value);
    }

    // False when the value contains itself.
    private bool TryWalk(object value)
    {
        if (!TryEnter(value))
        {
            return false;
        }

        while (_depth > 0)
        {
            ref Frame frame = ref _frames[_depth - 1];
            if (frame.Next == frame.Node.Items.Length)
            {
                Leave(ref frame);
                continue;
            }

            if (frame.Node.PieceItems > 0 && frame.Next % frame.Node.PieceItems == 0)
            {
                AddPiece(_buffer.Length);
            }

            object? item = frame.Node.Items[frame.Next++];
            if (!KeyScalars.TryWrite(_buffer, item, _options.TypedNumbers) && !TryEnter(item!))
            {
                return false;
            }
        }

        return true;
    }

    private bool TryEnter(object value)
    {
        if (_hashed is not null && _hashed.TryGetValue(value, out byte[]? hash))
        {
            _buffer.Raw(hash);
            return true;
        }

        if (IsOnPath(value))
        {
            return false;
        }

        if (KeyNode.TryTakeApart(value) is not { } node)
        {
            object? python = Python(value, _options);
            if (KeyScalars.TryWrite(_buffer, python, _options.TypedNumbers))
            {
                return true;
            }

            node = KeyNode.TryTakeApart(python!) ?? throw new PicklingException($"{value.GetType()} cannot be part of a key");
        }

        if (_depth == _frames.Length)
        {
            Frame[] larger = ArrayPool<Frame>.Shared.Rent(2 * _depth);
            _frames.AsSpan(0, _depth).CopyTo(larger);
            ArrayPool<Frame>.Shared.Return(_frames, clearArray: true);
            _frames = larger;
        }

        _frames[_depth++] = new Frame { Value = value, Node = node, Start = _buffer.Length, FirstPiece = _pieceCount };
        if (_depth > SearchedDepth)
        {
            RememberPath(value);
        }

        _buffer.Tag(node.Tag);
        return true;
    }

    private void Leave(ref Frame frame)
    {
        if (_pieceCount > frame.FirstPiece)
        {
            _buffer.Sort(_pieces.AsSpan(frame.FirstPiece, _pieceCount - frame.FirstPiece));
            _pieceCount = frame.FirstPiece;
        }

        _buffer.Tag(KeyTag.End);
        if (_buffer.HashIfLong(frame.Start) && frame.Value is not ValueType)
        {
            _hashed ??= new Dictionary<object, byte[]>(ReferenceEqualityComparer.Instance);
            _hashed[frame.Value] = _buffer[frame.Start..].ToArray();
        }

        _path?.Remove(frame.Value);
        frame = default;
        _depth--;
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

    private bool IsOnPath(object value)
    {
        if (_path is not null)
        {
            return _path.Contains(value);
        }

        for (int i = 0; i < _depth; i++)
        {
            if (ReferenceEquals(_frames[i].Value, value))
            {
                return true;
            }
        }

        return false;
    }

    private void RememberPath(object value)
    {
        if (_path is null)
        {
            _path = new HashSet<object>(ReferenceEqualityComparer.Instance);
            for (int i = 0; i < _depth; i++)
            {
                _path.Add(_frames[i].Value);
            }
        }

        _path.Add(value);
    }

    /// <summary>A container that is being written.</summary>
    private struct Frame
    {
        public object Value;
        public KeyNode Node;
        public int Next;

        // Where its bytes begin, and its first entry in _pieces.
        public int Start;
        public int FirstPiece;
    }
}
