using Pickling.Model;

namespace Pickling.Mapping;

/// <summary>What an object of the tape consists of, after the detours of old protocols are taken out.</summary>
/// <remarks>
/// Below protocol 2 an instance is a call of copyreg._reconstructor(class, base, value) or copyreg.__newobj__(class, ...), and
/// below protocol 4 a nested class is one of builtins.getattr(outer class, name).
/// </remarks>
internal readonly ref struct ObjectParts
{
    private const int NestingMax = 64;

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
        PyGlobal? type = node.First != 0 ? tape.Global(node.First - 1) : ClassOf(nodes[node.Last], reader);
        int arguments = nodes[header + 1].Low;
        int skipped = 0;
        TapeValue baseValue = default;
        TapeValue tuple = nodes[arguments];
        if (node.Extra == (short)PyConstruction.Reduce && type is { Module: "copyreg" } && tuple.Low > 0
            && type.Name is "_reconstructor" or "__newobj__" && ClassOf(nodes[tuple.First], reader) is { } named)
        {
            if (type.Name == "_reconstructor" && tuple.Low == 3)
            {
                type = named;
                baseValue = nodes[tuple.First + 2];
                skipped = 3;
            }
            else if (type.Name == "__newobj__")
            {
                type = named;
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

    /// <summary>The class that a value is, by its name or as getattr(getattr(Outer, 'Inner'), 'Innermost'); null when it is none.</summary>
    public static PyGlobal? ClassOf(TapeValue value, in PickleValueReader reader)
    {
        ReadOnlySpan<TapeValue> nodes = reader.Nodes;
        ValueTape tape = reader.Session.Tape;
        string nested = string.Empty;
        for (int i = 0; i < NestingMax; i++)
        {
            if (value.Kind == TapeKind.Global)
            {
                PyGlobal type = tape.Global(value.Low);
                return nested.Length == 0 ? type : new PyGlobal(type.Module, type.Name + nested);
            }

            if (value.Kind != TapeKind.Object || nodes[value.Low] is not { Extra: (short)PyConstruction.Reduce, First: > 0 } call
                || tape.Global(call.First - 1) is not { Module: "builtins", Name: "getattr" }
                || nodes[nodes[value.Low + 1].Low] is not { Low: 2 } arguments
                || nodes[arguments.First + 1] is not { Kind: TapeKind.Str } name || name.Low >= PyGlobal.NestedNameCharsMax - nested.Length)
            {
                return null;
            }

            nested = $".{reader.Session.Text(name, reader.Source)}{nested}";
            value = nodes[arguments.First];
        }

        return null;
    }
}
