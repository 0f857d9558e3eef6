using System.Numerics;
using Pickling.Mapping;
using Pickling.Model;

namespace Pickling.Caching.Keys;

/// <summary>
/// Walks a value and writes the bytes of its key: the natural graph on a stack of its own, and a program's own types as
/// their converters tell their parts. A value that contains itself is left to <see cref="CyclicKey"/> as soon as that shows.
/// </summary>
internal sealed class KeyWalk : PickleVisitor, IDisposable
{
    // The first bytes of every key: the format's version, and which options it was made with.
    private const byte VersionTyped = 0x10;
    private const byte VersionUntyped = 0x11;

    private readonly KeyBuffer _buffer;
    private readonly KeyPath _path;
    private readonly PickleKeyOptions _options;

    // What the converters are asked about, lest a value that they leave to the graph is asked about again.
    private object? _asked;

    // Once something is found that ends a walk, nothing more is written.
    private Ending _ending;

    private KeyWalk(KeyBuffer buffer, PickleKeyOptions options)
        : base(options.Context, options.Pickle)
    {
        _buffer = buffer;
        _options = options;
        _path = new KeyPath(buffer);
    }

    private enum Ending
    {
        None,

        // The value contains itself.
        Cyclic,

        // A class of which loads make something else than an object.
        Standard,
    }

    /// <summary>The bytes of the key of a value that is walked as it is.</summary>
    public static byte[] BytesOf(object? value, PickleKeyOptions options)
    {
        using var buffer = new KeyBuffer();
        buffer.Tag(VersionOf(options));
        if (!KeyScalars.TryWrite(buffer, value, options.TypedNumbers))
        {
            using var walk = new KeyWalk(buffer, options);
            walk.VisitNatural(value);
            if (walk._ending == Ending.Cyclic)
            {
                WriteCyclic(buffer, value!, options);
            }
        }

        return buffer[..].ToArray();
    }

    /// <summary>The bytes of the key of a value that counts as what its type's converter writes.</summary>
    public static byte[] BytesOfMapped<T>(T value, PickleKeyOptions options)
    {
        // Whom the options ask about every object of a pickle is asked in a dump only.
        if (options.Pickle.PersistentId is not null)
        {
            return BytesOf(Python(value, options), options);
        }

        using var buffer = new KeyBuffer();
        buffer.Tag(VersionOf(options));
        using var walk = new KeyWalk(buffer, options);
        walk.EnterMapped(value);
        if (walk._ending == Ending.Cyclic)
        {
            WriteCyclic(buffer, Python(value, options)!, options);
        }

        return buffer[..].ToArray();
    }

    /// <summary>A value's parts; of one that is not of the natural graph, those of the Python value that it is dumped as.</summary>
    public static KeyNode TakeApart(object value, PickleKeyOptions options)
    {
        if ((KeyNode.TryTakeApart(value) ?? KeyNode.TryTakeApartOther(value)) is { } node)
        {
            return node;
        }

        return KeyNode.TryTakeApart(Python(value, options) ?? "")
            ?? throw new PicklingException($"{value.GetType()} cannot be part of a key");
    }

    /// <summary>The Python value that a value of another kind is dumped as, whatever .NET types the caller has for it.</summary>
    public static object? Python<T>(T value, PickleKeyOptions options)
    {
        byte[] pickle = options.Context is { } context ? Pickle.Dumps(value, context, options.Pickle) : Pickle.Dumps(value, options.Pickle);
        return Pickle.Loads(pickle, new PickleOptions { Extensions = options.Pickle.Extensions });
    }

    public void Dispose() => _path.Dispose();

    public override void VisitNone() => _buffer.Tag(KeyTag.None);

    public override void VisitBoolean(bool value)
    {
        if (_options.TypedNumbers)
        {
            _buffer.Tag(value ? KeyTag.True : KeyTag.False);
        }
        else
        {
            _buffer.Int(value ? 1 : 0);
        }
    }

    public override void VisitInteger(long value) => _buffer.Int(value);

    public override void VisitInteger(BigInteger value) => _buffer.BigInt(value);

    public override void VisitFloat(double value)
    {
        if (_options.TypedNumbers)
        {
            _buffer.Float(value);
        }
        else
        {
            KeyScalars.TryWrite(_buffer, value, typedNumbers: false);
        }
    }

    public override void VisitString(string value) => _buffer.Text(value);

    public override void VisitBytes(ReadOnlyMemory<byte> value) => _buffer.Leaf(KeyTag.Bytes, value.Span);

    public override void VisitGlobal(PyGlobal value) => KeyScalars.TryWrite(_buffer, value, _options.TypedNumbers);

    public override void VisitNatural(object? value)
    {
        if (_ending != Ending.None || KeyScalars.TryWrite(_buffer, value, _options.TypedNumbers))
        {
            return;
        }

        int depth = _path.Depth;
        Enter(value!);
        WalkDownTo(depth);
    }

    public override bool BeginContainer(PickleValueKind kind, object? identity) => Begin(identity, kind switch
    {
        PickleValueKind.List => KeyTag.List,
        PickleValueKind.Tuple => KeyTag.Tuple,
        PickleValueKind.Dict => KeyTag.Dict,
        PickleValueKind.Set => KeyTag.Set,
        _ => KeyTag.FrozenSet,
    });

    public override void NextItem()
    {
        if (_ending == Ending.None)
        {
            _path.NextItem();
        }
    }

    public override void EndContainer()
    {
        if (_ending == Ending.None)
        {
            _path.Leave();
        }
    }

    public override bool BeginObject(PyGlobal callable, PyConstruction construction, object? identity)
    {
        if (IsStandard(callable))
        {
            _ending = _ending == Ending.None ? Ending.Standard : _ending;
            return false;
        }

        if (!Begin(identity, KeyTag.Object))
        {
            return false;
        }

        _buffer.Int((long)construction);
        VisitGlobal(callable);
        return true;
    }

    public override void BeginState() => _buffer.Int(KeyNode.StatePart);

    public override void EndObject() => EndContainer();

    private static byte VersionOf(PickleKeyOptions options) => options.TypedNumbers ? VersionTyped : VersionUntyped;

    private static void WriteCyclic(KeyBuffer buffer, object value, PickleKeyOptions options)
    {
        byte[] hash = CyclicKey.HashOf(value, options);
        buffer.Clear();
        buffer.Tag(VersionOf(options));
        buffer.Tag(KeyTag.Cyclic);
        buffer.Raw(hash);
    }

    // Loads may make a number, a date or a dict of such a call, which a key of the same value loaded would be of.
    private static bool IsStandard(PyGlobal callable) =>
        callable.Module is "builtins" or "collections" or "copyreg" or "_codecs" or "datetime" or "decimal" or "uuid" or "__builtin__" or "copy_reg";

    // False where nothing of it is to be written: it was before, or the walk has ended.
    private bool Begin(object? identity, byte tag)
    {
        if (_ending != Ending.None)
        {
            return identity is null;
        }

        if (identity is not null)
        {
            if (_path.TryWriteHashed(identity))
            {
                return false;
            }

            if (_path.Contains(identity))
            {
                _ending = Ending.Cyclic;
                return false;
            }
        }

        _path.Enter(identity, new KeyNode(tag, [], tag is KeyTag.Dict or KeyTag.Set or KeyTag.FrozenSet ? 1 : 0));
        return true;
    }

    private void Enter(object value)
    {
        if (_path.TryWriteHashed(value))
        {
            return;
        }

        if (_path.Contains(value))
        {
            _ending = Ending.Cyclic;
        }
        else if (KeyNode.TryTakeApart(value) is { } node)
        {
            _path.Enter(value, node);
        }
        else if (!PlainCollections.TryWrite(_path, _buffer, value, _options.TypedNumbers))
        {
            EnterMapped(value);
        }
    }

    // Writes the containers that have begun above a depth, and what is in them.
    private void WalkDownTo(int depth)
    {
        while (_ending == Ending.None && _path.Depth > depth)
        {
            if (_path.TryNext(out object? item))
            {
                if (!KeyScalars.TryWrite(_buffer, item, _options.TypedNumbers))
                {
                    Enter(item!);
                }
            }
            else
            {
                _path.Leave();
            }
        }
    }

    private void EnterMapped<T>(T value)
    {
        if (_options.Pickle.PersistentId is not null || (!typeof(T).IsValueType && ReferenceEquals(value, _asked)))
        {
            if (KeyNode.TryTakeApartOther(value!) is { } node)
            {
                _path.Enter(value, node);
            }
            else
            {
                EnterPython(Python(value, _options), value!.GetType());
            }

            return;
        }

        KeyPath.Place place = _path.Here;
        object? asked = _asked;
        _asked = typeof(T).IsValueType ? null : value;
        Pickle.Visit(value, this);
        _asked = asked;
        if (_ending == Ending.Standard)
        {
            _ending = Ending.None;
            _path.GoBack(place);
            EnterPython(Python(value, _options), value!.GetType());
        }
    }

    private void EnterPython(object? python, Type type)
    {
        if (!KeyScalars.TryWrite(_buffer, python, _options.TypedNumbers))
        {
            int depth = _path.Depth;
            _path.Enter(python!, KeyNode.TryTakeApart(python!) ?? throw new PicklingException($"{type} cannot be part of a key"));
            WalkDownTo(depth);
        }
    }
}
