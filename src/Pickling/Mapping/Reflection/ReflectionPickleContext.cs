using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Pickling.Mapping.Converters;

namespace Pickling.Mapping.Reflection;

/// <summary>
/// Makes converters at run time, of types as they are found: what is used when no context is given. Reflection is done
/// once a type; what runs per value is compiled.
/// </summary>
[RequiresUnreferencedCode(Reason)]
[RequiresDynamicCode(Reason)]
public sealed class ReflectionPickleContext : PickleContext
{
    internal const string Reason = "Maps types by reflection; where programs are trimmed or compiled ahead of time, use a generated PickleContext.";

    /// <summary>Creates a context with policies of its own.</summary>
    /// <param name="mapping">Policies and converters of the caller; null for <see cref="PickleMapping.Default"/>.</param>
    public ReflectionPickleContext(PickleMapping? mapping = null)
        : base(mapping)
    {
    }

    /// <inheritdoc/>
    protected override PickleConverter? CreateConverter(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (type.GetCustomAttribute<PickleConverterAttribute>(false) is { } custom)
        {
            return CustomConverters.Create(custom.ConverterType, type);
        }

        if (BuiltInConverters.TryCreate(type, this) is { } builtIn)
        {
            return builtIn;
        }

        if (Refusals.ReasonOf(type) is { } reason)
        {
            return Call(nameof(GenericFactories.Refused), [type], reason);
        }

        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return Call(nameof(GenericFactories.Nullable), [inner], this);
        }

        if (type.IsEnum)
        {
            return Call(nameof(GenericFactories.Enum), [type], this);
        }

        if (type.IsArray)
        {
            return type.IsSZArray
                ? Call(nameof(GenericFactories.Array), [type.GetElementType()!], this)
                : Call(nameof(GenericFactories.GridArray), [type, type.GetElementType()!], this);
        }

        return CreateGeneric(type) ?? CreateOfInterface(type) ?? (Refusals.ReasonOfUnknown(type) is { } unknown
            ? Call(nameof(GenericFactories.Refused), [type], unknown)
            : Call(nameof(GenericFactories.Object), [type], this));
    }

    internal override bool SaysHowToConvert(Type type) =>
        type.IsDefined(typeof(PickleClassAttribute), false) || type.IsDefined(typeof(PickleConverterAttribute), false);

    private static PickleConverter? Call(string factory, Type[] types, params object[] arguments)
    {
        MethodInfo method = typeof(GenericFactories).GetMethods()
            .First(method => method.Name == factory && method.GetGenericArguments().Length == types.Length);
        try
        {
            return (PickleConverter?)method.MakeGenericMethod(types).Invoke(null, arguments);
        }
        catch (TargetInvocationException error) when (error.InnerException is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error.InnerException);
            throw;
        }
    }

    // The framework's generic types.
    private PickleConverter? CreateGeneric(Type type)
    {
        if (!type.IsGenericType)
        {
            return null;
        }

        Type definition = type.GetGenericTypeDefinition();
        Type[] arguments = type.GetGenericArguments();
        string? name = definition.FullName;
        if (name is not null && name.StartsWith("System.ValueTuple`", StringComparison.Ordinal))
        {
            return Call(nameof(GenericFactories.ValueTuple), arguments, this);
        }

        if (name is not null && name.StartsWith("System.Tuple`", StringComparison.Ordinal))
        {
            return Call(nameof(GenericFactories.Tuple), arguments, this);
        }

        return arguments.Length switch
        {
            1 => Call(nameof(GenericFactories.Collection), arguments, definition, this),
            2 => Call(nameof(GenericFactories.Dictionary), arguments, definition, this),
            _ => null,
        };
    }

    // Collections of others: dictionaries and lists that have a constructor without parameters.
    private PickleConverter? CreateOfInterface(Type type)
    {
        if (type.IsAbstract || type.GetCustomAttribute<PickleClassAttribute>(false) is not null || type.GetConstructor(Type.EmptyTypes) is null)
        {
            return null;
        }

        foreach (Type contract in type.GetInterfaces())
        {
            if (contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IDictionary<,>))
            {
                return Call(nameof(GenericFactories.OwnDictionary), [type, .. contract.GetGenericArguments()], this);
            }
        }

        foreach (Type contract in type.GetInterfaces())
        {
            if (contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(ICollection<>))
            {
                return Call(nameof(GenericFactories.OwnCollection), [type, .. contract.GetGenericArguments()], this);
            }
        }

        return null;
    }
}
