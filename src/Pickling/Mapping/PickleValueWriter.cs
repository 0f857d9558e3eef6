using System.Numerics;
using System.Runtime.CompilerServices;
using Pickling.Machine;
using Pickling.Model;

namespace Pickling.Mapping;

/// <summary>Writes one value after the other into a pickle: what converters are given.</summary>
/// <remarks>
/// The mirror of <see cref="PickleValueReader"/>. What it writes is what CPython writes for the same values; objects that were
/// written before become a reference, so that shared stays shared and cycles end.
/// </remarks>
public sealed partial class PickleValueWriter
{
    private const int DepthStep = 16;

    private readonly PickleEmitter _emitter;
    private readonly NaturalValues _natural;
    private NaturalWriter? _naturalWriter;
    private readonly TypedMemo _memo;
    private readonly InstanceWriter _instances;

    // Where there is one, it takes the values, and nothing is written.
    private readonly PickleVisitor? _visitor;
    private int _depth;

    private Dictionary<object, object>? _singletons;

    internal PickleValueWriter(PickleEmitter emitter, PickleContext context, PickleOptions options, NaturalValues natural)
    {
        _emitter = emitter;
        _natural = natural;
        Context = context;
        Options = options;
        LeavesObjectsToGraph = HasHooks(options);
        _memo = new TypedMemo(emitter, options.Fast);
        _instances = new InstanceWriter(this, emitter, _memo);
        Protocol = emitter.Protocol;
    }

    internal PickleValueWriter(PickleVisitor visitor)
    {
        _visitor = visitor;
        Context = visitor.Context;
        Options = visitor.Options;
        Protocol = Options.Protocol < 0 ? Options.Profile.HighestProtocol : Options.Protocol;
        LeavesObjectsToGraph = HasHooks(Options);

        // What writes is reached past the visitor only.
        _natural = null!;
        _memo = null!;
        _instances = null!;
    }

    /// <summary>The converters of this dump.</summary>
    public PickleContext Context { get; }

    /// <summary>The options of this dump.</summary>
    public PickleOptions Options { get; }

    /// <summary>The protocol that is written, 0 to 5.</summary>
    public int Protocol { get; }

    /// <summary>Writes None.</summary>
    public void WriteNone()
    {
        if (_visitor is not null)
        {
            _visitor.VisitNone();
            return;
        }

        _emitter.Boundary();
        _emitter.None();
    }

    /// <summary>Writes a bool.</summary>
    public void WriteBoolean(bool value)
    {
        if (_visitor is not null)
        {
            _visitor.VisitBoolean(value);
            return;
        }

        _emitter.Boundary();
        _emitter.Bool(value);
    }

    /// <summary>Writes an int.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteInt32(int value)
    {
        if (_visitor is not null)
        {
            _visitor.VisitInteger(value);
            return;
        }

        _emitter.Boundary();
        _emitter.Int(value);
    }

    /// <summary>Writes an int.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteInt64(long value)
    {
        if (_visitor is not null)
        {
            _visitor.VisitInteger(value);
            return;
        }

        _emitter.Boundary();
        _emitter.Int(value);
    }

    /// <summary>Writes an int of any size.</summary>
    public void WriteBigInteger(BigInteger value)
    {
        if (_visitor is not null)
        {
            _visitor.VisitInteger(value);
            return;
        }

        _emitter.Boundary();
        _emitter.BigInt(value);
    }

    /// <summary>Writes any integer type as an int.</summary>
    /// <typeparam name="T">An integer type, such as <see cref="byte"/> or <see cref="Int128"/>.</typeparam>
    public void WriteInteger<T>(T value)
        where T : struct, IBinaryInteger<T>
    {
        if (value >= T.CreateSaturating(long.MinValue) && value <= T.CreateSaturating(long.MaxValue))
        {
            WriteInt64(long.CreateTruncating(value));
        }
        else
        {
            WriteBigInteger(BigInteger.CreateChecked(value));
        }
    }

    /// <summary>Writes a float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteDouble(double value)
    {
        if (_visitor is not null)
        {
            _visitor.VisitFloat(value);
            return;
        }

        _emitter.Boundary();
        _emitter.Float(value);
    }

    /// <summary>Writes a str, or None for null.</summary>
    public void WriteString(string? value)
    {
        if (value is null)
        {
            WriteNone();
        }
        else if (_visitor is not null)
        {
            _visitor.VisitString(value);
        }
        else
        {
            _emitter.Boundary();
            _memo.Str(value);
        }
    }

    /// <summary>Writes a bytes, or None for null.</summary>
    public void WriteBytes(byte[]? value)
    {
        if (value is null)
        {
            WriteNone();
        }
        else if (_visitor is not null)
        {
            _visitor.VisitBytes(value);
        }
        else if (Protocol < 3 || value.Length == 0)
        {
            WriteNatural(value);
        }
        else
        {
            _emitter.Boundary();
            if (_memo.Entries.TryAdd(value, out int index))
            {
                _emitter.Bytes(value);
                _emitter.Memoize(index);
            }
            else
            {
                _emitter.Get(index);
            }
        }
    }

    /// <summary>Writes a bytes from memory, which is not remembered: the same memory again is written again.</summary>
    public void WriteBytes(ReadOnlyMemory<byte> value)
    {
        if (_visitor is not null)
        {
            _visitor.VisitBytes(value);
            return;
        }

        if (Protocol < 3 || value.Length == 0)
        {
            WriteNatural(value.ToArray());
            return;
        }

        _emitter.Boundary();
        _emitter.Bytes(value);
        _memo.MemoizeNothing();
    }

    /// <summary>Writes a value of the natural graph: what dumps without a type take.</summary>
    /// <param name="value">Such as a <see cref="PyObject"/>, or null.</param>
    /// <exception cref="PicklingException">It has no counterpart in Python.</exception>
    public void WriteNatural(object? value)
    {
        if (_visitor is not null)
        {
            _visitor.VisitNatural(value);
            return;
        }

        _naturalWriter ??= _natural.CreateWriter(_emitter, Options);
        _naturalWriter.Write(value, ref _memo.Entries);
    }

    /// <summary>Writes a class or function by its name.</summary>
    public void WriteGlobal(PyGlobal value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (_visitor is not null)
        {
            _visitor.VisitGlobal(value);
            return;
        }

        int index = _memo.Entries.Find(value);
        if (index >= 0)
        {
            _emitter.Boundary();
            _emitter.Get(index);
            return;
        }

        WriteNatural(value);
    }

    /// <summary>
    /// Lets a converter write the value: null, what was written before, and depth are seen to here.
    /// </summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <param name="converter">What writes it.</param>
    /// <param name="value">The value.</param>
    public void Write<T>(PickleConverter<T> converter, T? value)
    {
        ArgumentNullException.ThrowIfNull(converter);
        if (value is null && !converter.HandlesNone)
        {
            WriteNone();
            return;
        }

        if (Options.PersistentId is { } persistentId && persistentId(value) is { } id)
        {
            WriteNatural(new PersistentReference(id));
            return;
        }

        if (++_depth % DepthStep == 0 && NeedsFreshStack())
        {
            WriteOnFreshStack(converter, value!);
        }
        else
        {
            converter.Write(this, value!);
        }

        _depth--;
    }

    // One object for equal values: what is one object in Python, such as a member of an enum.
    internal object? Singleton<T>(T value)
        where T : struct
    {
        if (_visitor is not null)
        {
            return null;
        }

        object boxed = value;
        if (!(_singletons ??= []).TryGetValue(boxed, out object? known))
        {
            _singletons.Add(boxed, boxed);
            known = boxed;
        }

        return known;
    }

    internal void Begin() => _emitter.Begin();

    internal void End() => _emitter.End();

    internal void Release() => _memo.Entries.Release();

    // Hooks of the options see every object of a natural graph; a typed writer does not ask them.
    internal bool LeavesObjectsToGraph { get; }

    private static bool HasHooks(PickleOptions options) =>
        options.TypeMap.HasClasses || options.ReducerOverride is not null || options.PersistentId is not null || options.Profile.MemoIsSparse;

    // A method of its own: what the delegate holds is allocated where the method begins that makes it.
    private void WriteOnFreshStack<T>(PickleConverter<T> converter, T value) => FreshStack.Run(() =>
    {
        converter.Write(this, value);
        return true;
    });

    private bool NeedsFreshStack() => _depth > Options.Limits.TypedDepthMax
        ? throw new PicklingException($"objects nest deeper than {Options.Limits.TypedDepthMax} (PickleLimits.TypedDepthMax)")
        : !RuntimeHelpers.TryEnsureSufficientExecutionStack();
}
