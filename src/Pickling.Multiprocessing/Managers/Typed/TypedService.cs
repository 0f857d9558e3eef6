using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Pickling.Multiprocessing.Managers.Server;

namespace Pickling.Multiprocessing.Managers.Typed;

/// <summary>The methods of an interface as methods that Python may call.</summary>
[RequiresDynamicCode("Typed services are made at run time.")]
[RequiresUnreferencedCode("Typed services look at the members of their interface and of its types.")]
internal static class TypedService
{
    public static PickleManagerType<T> Make<T>(string typeId, Func<PickleManagerCall, T>? create, PickleOptions options)
        where T : class
    {
        if (!typeof(T).IsInterface)
        {
            throw new ArgumentException($"{typeof(T)} is no interface.");
        }

        var type = new PickleManagerType<T>(typeId, create);
        foreach (MethodInfo method in typeof(T).GetInterfaces().Append(typeof(T))
            .Where(static part => part != typeof(IDisposable) && part != typeof(IAsyncDisposable))
            .SelectMany(static part => part.GetMethods(BindingFlags.Instance | BindingFlags.Public)))
        {
            if (method.IsSpecialName || method.IsGenericMethodDefinition || method.GetParameters().Any(static parameter => parameter.ParameterType.IsByRef))
            {
                throw new NotSupportedException(
                    $"{method.DeclaringType}.{method.Name} cannot be shared: proxies of Python have methods only. Make it a method without type parameters and references.");
            }

            type = type.AsyncMethod(TypedNames.Of(method), Body<T>(method, options));
        }

        return type;
    }

    private static Func<T, PickleManagerCall, ValueTask<object?>> Body<T>(MethodInfo method, PickleOptions options)
    {
        (ParameterInfo Info, TypedValue? Value, int Position)[] parameters = [.. Parameters(method)];
        string[] names = [.. parameters.Where(static parameter => parameter.Value is not null).Select(static parameter => TypedNames.Of(parameter.Info))];
        Type? resultType = TypedMethod.ResultType(method.ReturnType);
        TypedValue? result = resultType is null ? null : TypedValue.Of(resultType);
        bool isTask = method.ReturnType != (resultType ?? typeof(void));
        return async (target, call) =>
        {
            call.AllowOnly(names.Length, names);
            object?[] arguments = [.. parameters.Select(parameter => Argument(parameter.Info, parameter.Value, parameter.Position, call, options))];
            object? returned = method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null);
            if (isTask && result is null)
            {
                await (returned is Task running ? running : ((ValueTask)returned!).AsTask()).ConfigureAwait(false);
                return null;
            }

            object? value = isTask ? await result!.ResultOf(returned!).ConfigureAwait(false) : returned;
            return result?.ToPython(value, options);
        };
    }

    private static IEnumerable<(ParameterInfo Info, TypedValue? Value, int Position)> Parameters(MethodInfo method)
    {
        int position = 0;
        foreach (ParameterInfo parameter in method.GetParameters())
        {
            yield return parameter.ParameterType == typeof(CancellationToken)
                ? (parameter, null, -1)
                : (parameter, TypedValue.Of(parameter.ParameterType), position++);
        }
    }

    private static object? Argument(ParameterInfo parameter, TypedValue? type, int position, PickleManagerCall call, PickleOptions options)
    {
        if (type is null)
        {
            return call.CancellationToken;
        }

        string name = TypedNames.Of(parameter);
        if (parameter.HasDefaultValue && call.Arguments.Count <= position && !call.Keywords.ContainsKey(name))
        {
            return parameter.DefaultValue;
        }

        object? value = call.Argument<object?>(position, name);
        try
        {
            return type.FromPython(value, options);
        }
        catch (PickleException error)
        {
            throw PythonErrors.Raise("TypeError", $"{call.Method}() argument '{name}': {error.Message}");
        }
    }
}
