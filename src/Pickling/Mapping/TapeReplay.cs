using Pickling.Machine;
using Pickling.Model;

namespace Pickling.Mapping;

/// <summary>
/// Plays a part of a tape to another sink, such as the one that makes the natural graph: the verbs that the machine gave,
/// from the inside out. A container is made once and stays the same, also over several replays of one load.
/// </summary>
/// <remarks>
/// Parts come before what holds them, on a stack of its own. What can change is made before its parts, so that a cycle
/// finds it; should a part be a tuple that is still waiting for this very value, the items are added at the end.
/// </remarks>
internal sealed class TapeReplay<TValue, TSink>(LoadSession session, TSink sink)
    where TValue : struct
    where TSink : struct, IPickleSink<TValue>
{
    private enum Stage
    {
        Begun,
        Made,
    }

    private readonly Dictionary<int, TValue> _values = [];
    private readonly Dictionary<int, Stage> _stages = [];
    private readonly Dictionary<long, TValue> _texts = [];
    private readonly Stack<TapeValue> _open = new();
    private readonly Queue<TapeValue> _late = new();
    private TSink _sink = sink;

    private ReadOnlySpan<TapeValue> Nodes => session.Tape.Nodes;

    /// <summary>Makes one value, whole.</summary>
    public TValue Make(in TapeValue value, ReadOnlySpan<byte> source)
    {
        if (value.IsContainer && !_values.ContainsKey(value.Low))
        {
            _open.Push(value);
            while (_open.TryPeek(out TapeValue next))
            {
                Step(next, source);
            }

            while (_late.TryDequeue(out TapeValue late))
            {
                Fill(late, source);
            }
        }

        return ValueOf(value, source);
    }

    private void Step(in TapeValue value, ReadOnlySpan<byte> source)
    {
        bool isBegun = _stages.TryGetValue(value.Low, out Stage stage);
        if (isBegun && stage == Stage.Made && value.Kind != TapeKind.Object)
        {
            // Referred to twice before it was its turn; or its parts are there now.
            _open.Pop();
            if (_values.ContainsKey(value.Low) && IsFillable(value.Kind) && _stages.Remove(value.Low))
            {
                Finish(value, source);
            }

            return;
        }

        if (!isBegun)
        {
            if (_values.ContainsKey(value.Low))
            {
                _open.Pop();
                return;
            }

            Begin(value);
            return;
        }

        if (stage == Stage.Made)
        {
            _open.Pop();
            _stages.Remove(value.Low);
            Finish(value, source);
            return;
        }

        // All parts that can be there are.
        MakeOfParts(value, source);
        if (value.Kind == TapeKind.Object)
        {
            _stages[value.Low] = Stage.Made;
            PushContents(value);
        }
        else
        {
            _stages.Remove(value.Low);
            _open.Pop();
        }
    }

    private static bool IsFillable(TapeKind kind) => kind is TapeKind.List or TapeKind.Dict or TapeKind.Set;

    private void Begin(in TapeValue value)
    {
        if (IsFillable(value.Kind))
        {
            _values.Add(value.Low, value.Kind switch
            {
                TapeKind.List => _sink.EmptyList(),
                TapeKind.Dict => _sink.EmptyDict(),
                _ => _sink.EmptySet(),
            });
            _stages.Add(value.Low, Stage.Made);
            PushItems(value.Low, value.Kind == TapeKind.Dict ? 2 : 1);
            return;
        }

        _stages.Add(value.Low, Stage.Begun);
        TapeValue header = Nodes[value.Low];
        switch (value.Kind)
        {
            case TapeKind.Tuple or TapeKind.FrozenSet:
                PushItems(value.Low, 1);
                break;
            case TapeKind.Persistent:
                Push(Nodes[header.First]);
                break;
            default:
                if (header.Last != 0)
                {
                    Push(Nodes[header.Last + 1]);
                    Push(Nodes[header.Last]);
                }

                Push(Nodes[value.Low + 1]);
                break;
        }
    }

    // What an object is given after it is made.
    private void PushContents(in TapeValue value)
    {
        Push(Nodes[value.Low + 2]);
        TapeValue header = Nodes[value.Low];
        if (header.Last != 0)
        {
            PushItemsOf(Nodes[header.Last + 4], 1);
            PushItemsOf(Nodes[header.Last + 3], 2);
            PushItemsOf(Nodes[header.Last + 2], 1);
        }
    }

    private void PushItemsOf(in TapeValue extra, int stride)
    {
        if (extra.Kind != TapeKind.Unset)
        {
            PushItems(extra.Low, stride);
        }
    }

    // In reverse, so that the first is made first.
    private void PushItems(int header, int stride)
    {
        List<TapeValue>? parts = null;
        var items = new Stretches(Nodes, header, stride);
        while (items.TryNext(out TapeValue item))
        {
            if (item.IsContainer && !_values.ContainsKey(item.Low))
            {
                (parts ??= []).Add(item);
            }
        }

        for (int i = (parts?.Count ?? 0) - 1; i >= 0; i--)
        {
            Push(parts![i]);
        }
    }

    private void Push(in TapeValue part)
    {
        if (part.IsContainer && !_values.ContainsKey(part.Low) && !_stages.ContainsKey(part.Low))
        {
            _open.Push(part);
        }
    }

    private void MakeOfParts(in TapeValue value, ReadOnlySpan<byte> source)
    {
        TapeValue header = Nodes[value.Low];
        _values[value.Low] = value.Kind switch
        {
            TapeKind.Tuple => _sink.Tuple(Gather(value.Low, source)),
            TapeKind.FrozenSet => _sink.FrozenSet(Gather(value.Low, source)),
            TapeKind.Persistent => _sink.PersistentLoad(ValueOf(Nodes[header.First], source)),
            _ => MakeObject(value, header, source),
        };
    }

    private TValue MakeObject(in TapeValue value, in TapeValue header, ReadOnlySpan<byte> source)
    {
        TValue callable = header.First != 0
            ? GlobalOf(session.Tape.Global(header.First - 1))
            : ValueOf(Nodes[header.Last], source);
        TapeValue tuple = Nodes[value.Low + 1];
        return (PyConstruction)header.Extra switch
        {
            PyConstruction.NewObject => _sink.NewObject(callable, ValueOf(tuple, source), -1),
            PyConstruction.NewObjectEx => _sink.NewObjectEx(callable, ValueOf(tuple, source), ValueOf(Nodes[header.Last + 1], source), -1),
            PyConstruction.Instance => _sink.Instance(callable, Gather(tuple.Low, source), -1),
            _ => _sink.Reduce(callable, ValueOf(tuple, source), (header.Flags & TapeFlags.FreshArguments) != 0, session.Tape.Protocol, -1),
        };
    }

    // Fills in a value whose parts are there; later, when one of them waits for this value.
    private void Finish(in TapeValue value, ReadOnlySpan<byte> source)
    {
        if (value.Kind != TapeKind.Object && !AreMade(value.Low, value.Kind == TapeKind.Dict ? 2 : 1))
        {
            _late.Enqueue(value);
            return;
        }

        Fill(value, source);
    }

    private bool AreMade(int header, int stride)
    {
        var items = new Stretches(Nodes, header, stride);
        while (items.TryNext(out TapeValue item))
        {
            if (item.IsContainer && !_values.ContainsKey(item.Low))
            {
                return false;
            }
        }

        return true;
    }

    private void Fill(in TapeValue value, ReadOnlySpan<byte> source)
    {
        TValue target = _values[value.Low];
        if (value.Kind != TapeKind.Object)
        {
            FillFrom(value.Kind, target, value.Low, source);
            return;
        }

        TapeValue header = Nodes[value.Low];
        if (header.Last != 0)
        {
            foreach (TapeValue extra in Nodes.Slice(header.Last + 2, 3))
            {
                if (extra.Kind != TapeKind.Unset)
                {
                    FillFrom(extra.Kind, target, extra.Low, source);
                }
            }
        }

        TapeValue state = Nodes[value.Low + 2];
        if (state.Kind != TapeKind.Unset && _sink.Build(target, ValueOf(state, source), out TValue replacement, out _))
        {
            _values[value.Low] = replacement;
        }
    }

    private void FillFrom(TapeKind kind, in TValue target, int header, ReadOnlySpan<byte> source)
    {
        if (Nodes[header].Low == 0)
        {
            return;
        }

        switch (kind)
        {
            case TapeKind.List:
                _sink.Extend(target, Gather(header, source), 0);
                break;
            case TapeKind.Dict:
                _sink.SetItems(target, Gather(header, source, 2), 0);
                break;
            default:
                _sink.AddItems(target, Gather(header, source));
                break;
        }
    }

    private TValue[] Gather(int header, ReadOnlySpan<byte> source, int stride = 1)
    {
        var gathered = new TValue[Nodes[header].Low * stride];
        var items = new Stretches(Nodes, header, stride);
        for (int i = 0; items.TryNext(out TapeValue item); i++)
        {
            gathered[i] = ValueOf(item, source);
        }

        return gathered;
    }

    private TValue ValueOf(in TapeValue value, ReadOnlySpan<byte> source)
    {
        ValueTape tape = session.Tape;
        switch (value.Kind)
        {
            case TapeKind.None:
                return _sink.None();
            case TapeKind.Bool:
                return _sink.Bool(value.Low != 0);
            case TapeKind.Int:
                return _sink.Int(value.High);
            case TapeKind.BigInt:
                return _sink.BigInt(tape.BigInteger(value.Low));
            case TapeKind.Float:
                return _sink.Float(value.Float);
            case TapeKind.Str when (value.Flags & TapeFlags.Repeated) == 0 || value.Low < LoadSession.LongBytesMin:
                return _sink.Str(session.Bytes(value, source));
            case TapeKind.Str:
                return Once(value, source);
            case TapeKind.Bytes or TapeKind.ByteArray or TapeKind.ByteString:
                return tape.IsReused(value) ? Once(value, source) : Text(value, session.Bytes(value, source));
            case TapeKind.Global:
                return GlobalOf(tape.Global(value.Low));
            case TapeKind.Buffer:
                return BufferOf(tape.Buffer(value.Low));
            default:
                return _values.TryGetValue(value.Low, out TValue made)
                    ? made
                    : throw new PickleException("a value is part of itself, and cannot be made", value.Offset, null);
        }
    }

    // What several places refer to: each takes two bytes of the pickle, and must not take its length of memory.
    private TValue Once(in TapeValue value, ReadOnlySpan<byte> source)
    {
        if (!_texts.TryGetValue(value.Place, out TValue text))
        {
            _texts.Add(value.Place, text = Text(value, session.Bytes(value, source)));
        }

        return text;
    }

    private TValue Text(in TapeValue value, ReadOnlySpan<byte> content) => value.Kind switch
    {
        TapeKind.Str => _sink.Str(content),
        TapeKind.Bytes => _sink.Bytes(content),
        TapeKind.ByteArray => _sink.ByteArray(content),
        _ => _sink.ByteString(content),
    };

    private TValue GlobalOf(PyGlobal global) => global.Python2 is { } old
        ? _sink.Global(global.Module, global.Name, old.Module, old.Name)
        : _sink.Global(global.Module, global.Name);

    // A sink takes buffers from the options alone; this one was taken before.
    private TValue BufferOf(PickleBuffer buffer) => _sink.Bytes(buffer.ReadOnlyMemory.Span);
}
