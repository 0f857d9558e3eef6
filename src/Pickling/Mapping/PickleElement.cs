using System.Diagnostics;
using System.Numerics;
using Pickling.Model;

namespace Pickling.Mapping;

/// <summary>One value of a <see cref="PickleDocument"/>.</summary>
/// <example><code>document.Root["name"][3].GetInt64()</code></example>
[DebuggerDisplay("{Kind}")]
public readonly struct PickleElement
{
    private readonly PickleDocument? _document;
    private readonly TapeValue _value;

    internal PickleElement(PickleDocument document, in TapeValue value)
    {
        _document = document;
        _value = value;
    }

    /// <summary>What the value is; <see cref="PickleValueKind.Undefined"/> for an element of no document.</summary>
    public PickleValueKind Kind => TapeNames.KindOf(_value.Kind);

    /// <summary>How many items a list, tuple or set has, or pairs a dict, bytes a bytes or bytearray; 0 for others.</summary>
    public int Count => _value.Kind switch
    {
        TapeKind.List or TapeKind.Tuple or TapeKind.Set or TapeKind.FrozenSet or TapeKind.Dict => Document.Tape[_value.Low].Low,
        TapeKind.Bytes or TapeKind.ByteArray => Reader.GetBytesSpan().Length,
        _ => 0,
    };

    /// <summary>The class of which the value is an instance, or the function whose result it is; null for builtin types.</summary>
    public PyGlobal? Class => Reader.GetClass();

    private PickleDocument Document => _document ?? throw new InvalidOperationException("The element belongs to no document.");

    private PickleValueReader Reader => Document.ReaderOf(_value);

    /// <summary>The item at an index of a list or tuple; negative from the end, as in Python.</summary>
    /// <param name="index">The index.</param>
    /// <exception cref="PickleException">The value is no list or tuple, or has no such item.</exception>
    public PickleElement this[int index]
    {
        get
        {
            if (Kind is not (PickleValueKind.List or PickleValueKind.Tuple))
            {
                throw Reader.Mismatch("list or tuple");
            }

            int count = Count;
            int at = index < 0 ? index + count : index;
            if ((uint)at >= (uint)count)
            {
                throw Reader.Error($"the {TapeNames.Of(_value.Kind)} has {count} items, none at {index}");
            }

            return new PickleElement(Document, Stretches.At(Document.Tape.Nodes, _value.Low, at));
        }
    }

    /// <summary>The value of a str key of a dict, or of an attribute of an object.</summary>
    /// <param name="name">The key or name.</param>
    /// <exception cref="PickleException">There is none, or the value has no such things.</exception>
    public PickleElement this[string name] => TryGet(name, out PickleElement element)
        ? element
        : throw Reader.Error($"the {TapeNames.Of(_value.Kind)} has no {name}");

    /// <summary>The value of a str key of a dict, or of an attribute of an object; false when there is none.</summary>
    /// <param name="name">The key or name.</param>
    /// <param name="element">The value.</param>
    public bool TryGet(string name, out PickleElement element)
    {
        ArgumentNullException.ThrowIfNull(name);
        byte[] utf8 = new byte[Pickling.Text.SurrogateUtf8.ByteCount(name)];
        Pickling.Text.SurrogateUtf8.Encode(name, utf8);
        element = default;
        bool found = false;
        foreach ((PickleElement key, PickleElement value) in EnumeratePairs())
        {
            // The last of equal keys is the one that Python keeps.
            if (key._value.Kind == TapeKind.Str && Document.ReaderOf(key._value).GetUtf8().SequenceEqual(utf8))
            {
                element = value;
                found = true;
            }
        }

        return found;
    }

    /// <summary>The items of a list, tuple, set or frozenset, one after the other.</summary>
    /// <exception cref="PickleException">The value is none of these.</exception>
    public IEnumerable<PickleElement> EnumerateItems()
    {
        PickleItems items = Reader.BeginItems();
        return Items(Document, items.Header, items.Count);
    }

    /// <summary>The keys and values of a dict, or the names and values of an object's attributes, in order.</summary>
    /// <exception cref="PickleException">The value is no dict and no object.</exception>
    public IEnumerable<(PickleElement Key, PickleElement Value)> EnumeratePairs()
    {
        if (_value.Kind == TapeKind.Dict)
        {
            return Pairs(Document, _value.Low);
        }

        if (_value.Kind != TapeKind.Object)
        {
            throw Reader.Mismatch("dict or object");
        }

        ObjectParts parts = ObjectParts.Of(Reader);
        TapeValue state = parts.State;
        IEnumerable<(PickleElement Key, PickleElement Value)> attributes = [];
        if (state.Kind == TapeKind.Dict)
        {
            attributes = Pairs(Document, state.Low);
        }
        else if (state.Kind == TapeKind.Tuple && Document.Tape[state.Low] is { Low: 2 } pair)
        {
            // (attributes, slots)
            for (int i = 0; i < 2; i++)
            {
                if (Document.Tape[pair.First + i] is { Kind: TapeKind.Dict } dict)
                {
                    attributes = attributes.Concat(Pairs(Document, dict.Low));
                }
            }
        }

        return parts.Pairs == 0 ? attributes : attributes.Concat(Pairs(Document, parts.Pairs));
    }

    /// <summary>The bool.</summary>
    /// <exception cref="PickleException">The value is no bool.</exception>
    public bool GetBoolean() => Reader.GetBoolean();

    /// <summary>The int, when 32 bits hold it.</summary>
    /// <exception cref="PickleException">The value is no int, or too large.</exception>
    public int GetInt32() => Reader.GetInt32();

    /// <summary>The int, when 64 bits hold it.</summary>
    /// <exception cref="PickleException">The value is no int, or too large.</exception>
    public long GetInt64() => Reader.GetInt64();

    /// <summary>The int, of any size.</summary>
    /// <exception cref="PickleException">The value is no int.</exception>
    public BigInteger GetBigInteger() => Reader.GetBigInteger();

    /// <summary>The float; an int is converted.</summary>
    /// <exception cref="PickleException">The value is no number.</exception>
    public double GetDouble() => Reader.GetDouble();

    /// <summary>The str.</summary>
    /// <exception cref="PickleException">The value is no str.</exception>
    public string GetString() => Reader.GetString();

    /// <summary>A copy of the bytes.</summary>
    /// <exception cref="PickleException">The value is no bytes, bytearray or buffer.</exception>
    public byte[] GetBytes() => Reader.GetBytes();

    /// <summary>The natural object of this value alone, as a load without a type gives it.</summary>
    public object? GetNatural() => Reader.GetNatural();

    /// <summary>Makes a <typeparamref name="T"/> of this value alone.</summary>
    /// <typeparam name="T">A type that the context knows.</typeparam>
    /// <param name="context">The converters; null for builtin types, and others by reflection.</param>
    /// <exception cref="PickleException">The value is no T; the message names the path.</exception>
    public T? Deserialize<T>(PickleContext? context = null)
    {
        context ??= PickleContext.BuiltIn;
        PickleValueReader reader = Document.ReaderOf(_value, context);
        return reader.Read(context.GetConverter<T>());
    }

    private static IEnumerable<PickleElement> Items(PickleDocument document, int header, int count)
    {
        for (int i = 0; i < count; i++)
        {
            yield return new PickleElement(document, Stretches.At(document.Tape.Nodes, header, i));
        }
    }

    private static IEnumerable<(PickleElement Key, PickleElement Value)> Pairs(PickleDocument document, int header)
    {
        int count = document.Tape[header].Low;
        for (int i = 0; i < count; i++)
        {
            yield return (
                new PickleElement(document, Stretches.At(document.Tape.Nodes, header, 2 * i, 2)),
                new PickleElement(document, Stretches.At(document.Tape.Nodes, header, (2 * i) + 1, 2)));
        }
    }
}
