using Pickling.Model;

namespace Pickling.Mapping;

/// <summary>What an object of the tape consists of, after the detours of old protocols are taken out.</summary>
/// <remarks>
/// Below protocol 2 an instance is a call of copyreg._reconstructor(class, base, value) or copyreg.__newobj__(class, ...).
/// </remarks>
internal readonly ref struct ObjectParts
{
    private ObjectParts(int header, PyGlobal? type)
    {
        Header = header;
        Class = type;
    }

    public int Header { get; }

    /// <summary>The class or function; null when it has no name.</summary>
    public PyGlobal? Class { get; }

    /// <summary>Header of the tuple of arguments.</summary>
    public int Arguments { get; private init; }

    /// <summary>How many of them belong to the detour.</summary>
    public int ArgumentsSkipped { get; private init; }

    public TapeValue State { get; private init; }

    public bool HasState => State.Kind is not (TapeKind.Unset or TapeKind.None);

    /// <summary>Header of the dict of keyword arguments, or 0.</summary>
    public int Keywords { get; private init; }

    /// <summary>Header of the list or set items, or 0.</summary>
    public int Items { get; private init; }

    /// <summary>Header of the dict items, or 0.</summary>
    public int Pairs { get; private init; }

    /// <summary>A value of the builtin base class that the detour names, such as the tuple of a namedtuple.</summary>
    public TapeValue BaseValue { get; private init; }

    public static ObjectParts Of(in PickleValueReader reader)
    {
        ReadOnlySpan<TapeValue> nodes = reader.Nodes;
        int header = reader.Current.Low;
        TapeValue node = nodes[header];
        ValueTape tape = reader.Session.Tape;
        PyGlobal? type = node.First == 0 ? null : tape.Global(node.First - 1);
        int arguments = nodes[header + 1].Low;
        int skipped = 0;
        TapeValue baseValue = default;
        TapeValue tuple = nodes[arguments];
        if (node.Extra == (short)PyConstruction.Reduce && type is { Module: "copyreg" } && tuple.Low > 0
            && nodes[tuple.First] is { Kind: TapeKind.Global } first)
        {
            if (type.Name == "_reconstructor" && tuple.Low == 3)
            {
                type = tape.Global(first.Low);
                baseValue = nodes[tuple.First + 2];
                skipped = 3;
            }
            else if (type.Name == "__newobj__")
            {
                type = tape.Global(first.Low);
                skipped = 1;
            }
        }

        int extras = node.Last;
        return new ObjectParts(header, type)
        {
            Arguments = arguments,
            ArgumentsSkipped = skipped,
            BaseValue = baseValue,
            State = nodes[header + 2],
            Keywords = extras == 0 ? 0 : nodes[extras + 1].Low,
            Items = extras == 0 ? 0 : nodes[extras + 2].Kind != TapeKind.Unset ? nodes[extras + 2].Low : nodes[extras + 4].Low,
            Pairs = extras == 0 ? 0 : nodes[extras + 3].Low,
        };
    }
}
