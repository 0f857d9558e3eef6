using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Pickling.Mapping.Converters;
using Pickling.Mapping.Reflection;
using Pickling.Model;

namespace Pickling.Mapping;

/// <summary>
/// The converters of a program's types, by .NET type: what typed loads and dumps go by. The source generator fills one in
/// for a partial class; <see cref="ReflectionPickleContext"/> makes converters at run time.
/// </summary>
/// <remarks>Safe to share between threads, and meant to be: converters are made once.</remarks>
public abstract class PickleContext
{
    // Types may hold types of themselves without end: A<A<A<...>>>.
    private const int NestingMax = 64;

    private readonly ConcurrentDictionary<Type, PickleConverter> _converters = new();

    // Null where the natural graph writes an object of the type.
    private readonly ConcurrentDictionary<Type, PickleConverter?> _ofObjects = new();
    private readonly Lock _gate = new();

    // Made but not resolved yet: only under the gate.
    private readonly Dictionary<Type, PickleConverter> _unfinished = [];
    private int _nesting;

    /// <summary>Creates a context.</summary>
    /// <param name="mapping">Policies and converters of the caller; null for <see cref="PickleMapping.Default"/>.</param>
    protected PickleContext(PickleMapping? mapping = null) => Mapping = mapping ?? PickleMapping.Default;

    /// <summary>The policies of this context.</summary>
    public PickleMapping Mapping { get; }

    /// <summary>
    /// Whether types without a context are mapped by reflection: true unless the program is compiled ahead of time or
    /// trimmed, where <c>Pickling.ReflectionMapping</c> is off.
    /// </summary>
    [FeatureSwitchDefinition("Pickling.ReflectionMapping")]
    [FeatureGuard(typeof(RequiresUnreferencedCodeAttribute))]
    [FeatureGuard(typeof(RequiresDynamicCodeAttribute))]
    public static bool IsReflectionEnabled { get; } =
        RuntimeFeature.IsDynamicCodeSupported && (!AppContext.TryGetSwitch("Pickling.ReflectionMapping", out bool enabled) || enabled);

    /// <summary>What is used when no context is given: builtin types, and others by reflection where that is on.</summary>
    internal static PickleContext BuiltIn { get; } = IsReflectionEnabled ? new ReflectionPickleContext() : new BuiltInContext();

    /// <summary>The converter of a type.</summary>
    /// <typeparam name="T">The type.</typeparam>
    /// <exception cref="NotSupportedException">The context does not know the type; the message says what to do.</exception>
    public PickleConverter<T> GetConverter<T>() => (PickleConverter<T>)GetConverter(typeof(T));

    /// <summary>The converter of a type.</summary>
    /// <param name="type">The type.</param>
    /// <exception cref="NotSupportedException">The context does not know the type; the message says what to do.</exception>
    public PickleConverter GetConverter(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return _converters.TryGetValue(type, out PickleConverter? known)
            ? known
            : Make(type) ?? throw new NotSupportedException(Unknown(type));
    }

    /// <summary>The converter of a type, or null when the context does not know the type.</summary>
    /// <param name="type">The type.</param>
    public PickleConverter? TryGetConverter(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return _converters.TryGetValue(type, out PickleConverter? known) ? known : Make(type);
    }

    /// <summary>What writes an object of a type where any object may stand; null where the natural graph does.</summary>
    internal PickleConverter? FindConverterOfObject(Type type) =>
        _ofObjects.GetOrAdd(type, static (key, context) => ObjectTypes.Find(key, context), this);

    /// <summary>The converter of the one of <see cref="PickleMapping.Types"/> that is mapped to a Python class; null when there is none.</summary>
    internal PickleConverter? FindKnownType(PyGlobal pythonClass)
    {
        foreach (Type type in Mapping.Types)
        {
            if (GetConverter(type) is IPickleObjectConverter known)
            {
                if (known.Info.Takes(pythonClass))
                {
                    return (PickleConverter)known;
                }

                if (known.TryFind(pythonClass, out PickleConverter? derived))
                {
                    return derived;
                }
            }
        }

        return null;
    }

    /// <summary>
    /// Makes the converter of a type that is met for the first time; what generated contexts fill in. May ask for the
    /// converters of other types, also of those that are being made.
    /// </summary>
    /// <param name="type">The type.</param>
    /// <returns>Null when this context does not know the type; builtin types are then found without it.</returns>
    protected abstract PickleConverter? CreateConverter(Type type);

    // Whether a type that can be enumerated is more than its items: what a generated context knows, it was asked for.
    internal virtual bool SaysHowToConvert(Type type) => true;

    private protected virtual string Unknown(Type type) =>
        $"{GetType().Name} does not know {TypeNames.Of(type)}; add [PickleSerializable(typeof({TypeNames.Of(type)}))] to it, or a converter to its PickleMapping";

    private PickleConverter? Make(Type type)
    {
        lock (_gate)
        {
            if (_unfinished.TryGetValue(type, out PickleConverter? unfinished) || _converters.TryGetValue(type, out unfinished))
            {
                return unfinished;
            }

            bool outermost = _nesting == 0;
            if (++_nesting > NestingMax)
            {
                throw new NotSupportedException($"{TypeNames.Of(type)} nests generic types without end");
            }

            try
            {
                PickleConverter? made = Mapping.ConverterOf(type) ?? CreateConverter(type) ?? BuiltInConverters.TryCreate(type, this);
                if (made is null)
                {
                    return null;
                }

                _unfinished[type] = made;
                made.Resolve(this);
                if (outermost)
                {
                    // Only now all of them are complete, for others to see.
                    foreach ((Type key, PickleConverter converter) in _unfinished)
                    {
                        _converters[key] = converter;
                    }
                }

                return made;
            }
            finally
            {
                _nesting--;
                if (outermost)
                {
                    _unfinished.Clear();
                }
            }
        }
    }
}
