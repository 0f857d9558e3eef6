using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Pickling.Multiprocessing.Managers.Typed;

/// <summary>One method of a proxy's interface: which Python method it calls, with what, and what becomes of the result.</summary>
[RequiresDynamicCode("Typed proxies are made at run time.")]
[RequiresUnreferencedCode("Typed proxies look at the members of their interface and of its types.")]
internal sealed class TypedMethod
{
    private readonly string _method;
    private readonly object?[] _firstArguments;
    private readonly TypedValue?[] _parameters;
    private readonly TypedValue _result;
    private readonly Type _returnType;

    private TypedMethod(MethodInfo method, string pythonMethod, params object?[] firstArguments)
    {
        _method = pythonMethod;
        _firstArguments = firstArguments;
        _parameters = [.. method.GetParameters().Select(static parameter =>
            parameter.ParameterType == typeof(CancellationToken) ? null : TypedValue.Of(parameter.ParameterType))];
        _returnType = method.ReturnType;
        _result = TypedValue.Of(ResultType(method.ReturnType) ?? typeof(object));
    }

    public static TypedMethod Of(MethodInfo method)
    {
        if (method.IsGenericMethodDefinition || method.GetParameters().Any(static parameter => parameter.ParameterType.IsByRef))
        {
            throw new NotSupportedException($"{method.DeclaringType}.{method.Name} cannot call Python: it is generic, or has a parameter by reference.");
        }

        PropertyInfo? property = method.IsSpecialName
            ? method.DeclaringType!.GetProperties().FirstOrDefault(property => property.GetMethod == method || property.SetMethod == method)
            : null;
        return property switch
        {
            null when method.IsSpecialName => throw new NotSupportedException($"{method.DeclaringType}.{method.Name} cannot call Python: proxies have no events."),
            null => new TypedMethod(method, TypedNames.Of(method)),
            _ when property.GetIndexParameters().Length > 0 => new TypedMethod(method, property.GetMethod == method ? "__getitem__" : "__setitem__"),
            _ => new TypedMethod(method, property.GetMethod == method ? "__getattribute__" : "__setattr__", TypedNames.Of(property)),
        };
    }

    /// <summary>What a method gives in the end: the T of a task, or itself; null for none.</summary>
    public static Type? ResultType(Type type)
    {
        if (type == typeof(void) || type == typeof(Task) || type == typeof(ValueTask))
        {
            return null;
        }

        return IsTaskOf(type, typeof(Task<>)) || IsTaskOf(type, typeof(ValueTask<>)) ? type.GetGenericArguments()[0] : type;
    }

    /// <summary>Whether a method gives a task, so that it may wait without a thread.</summary>
    public static bool IsTask(Type type) => type == typeof(Task) || type == typeof(ValueTask) || IsTaskOf(type, typeof(Task<>)) || IsTaskOf(type, typeof(ValueTask<>));

    public object? Call(PickleProxy proxy, object?[] arguments)
    {
        PickleOptions options = proxy.Options;
        CancellationToken cancellationToken = CancellationToken.None;
        List<object?> values = [.. _firstArguments];
        for (int index = 0; index < arguments.Length; index++)
        {
            if (_parameters[index] is { } parameter)
            {
                values.Add(parameter.ToPython(arguments[index], options));
            }
            else
            {
                cancellationToken = (CancellationToken)arguments[index]!;
            }
        }

        ValueTask<object?> call = proxy.CallAsync(_method, [.. values], null, cancellationToken);
        if (_returnType == typeof(Task))
        {
            return call.AsTask();
        }

        if (_returnType == typeof(ValueTask))
        {
            return new ValueTask(call.AsTask());
        }

        if (IsTaskOf(_returnType, typeof(Task<>)))
        {
            return _result.AsTask(call, options);
        }

        if (IsTaskOf(_returnType, typeof(ValueTask<>)))
        {
            return _result.AsValueTask(call, options);
        }

        object? result = call.AsTask().GetAwaiter().GetResult();
        return _returnType == typeof(void) ? null : _result.FromPython(result, options);
    }

    private static bool IsTaskOf(Type type, Type task) => type.IsGenericType && type.GetGenericTypeDefinition() == task;
}
