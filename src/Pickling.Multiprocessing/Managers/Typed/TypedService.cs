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
        Dictionary<string, MethodInfo> methods = [];
        foreach (MethodInfo method in typeof(T).GetInterfaces().Append(typeof(T))
            .Where(static part => part != typeof(IDisposable) && part != typeof(IAsyncDisposable))
            .SelectMany(static part => part.GetMethods(BindingFlags.Instance | BindingFlags.Public)))
        {
            if (method.IsSpecialName || method.IsGenericMethodDefinition || method.GetParameters().Any(static parameter => parameter.ParameterType.IsByRef))
            {
                throw new NotSupportedException(
                    $"{method.DeclaringType}.{method.Name} cannot be shared: proxies of Python have methods only. Make it a method without type parameters and references.");
            }

            string name = TypedNames.Of(method);
            if (methods.TryGetValue(name, out MethodInfo? other))
            {
                if (!IsSameCall(method, other))
                {
                    throw new NotSupportedException(
                        $"{method.DeclaringType}.{method.Name} and {other.DeclaringType}.{other.Name} would both be {name} in Python, which knows no overloads. Give one another name with [PickleMethod].");
                }

                // Add beside AddAsync: the one that waits without a thread.
                if (TypedMethod.IsTask(other.ReturnType))
                {
                    continue;
                }
            }

            methods[name] = method;
        }

        foreach ((string name, MethodInfo method) in methods)
        {
            string? resultTypeId = method.GetCustomAttribute<PickleMethodAttribute>()?.ResultTypeId;
            type = resultTypeId is null
                ? type.AsyncMethod(name, Body<T>(method, options, isShared: false))
                : type.AsyncProxyMethod(name, resultTypeId, Body<T>(method, options, isShared: true));
        }

        return type;
    }

    // Whether two methods take the same of Python, and give the same.
    private static bool IsSameCall(MethodInfo x, MethodInfo y) =>
        Signature(x).SequenceEqual(Signature(y)) && TypedMethod.ResultType(x.ReturnType) == TypedMethod.ResultType(y.ReturnType);

    private static IEnumerable<(string? Name, Type Type)> Signature(MethodInfo method) => method.GetParameters()
        .Where(static parameter => parameter.ParameterType != typeof(CancellationToken))
        .Select(static parameter => (parameter.Name, parameter.ParameterType));

    private static Func<T, PickleManagerCall, ValueTask<object?>> Body<T>(MethodInfo method, PickleOptions options, bool isShared)
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
            return isShared ? value : result?.ToPython(value, options);
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
        catch (Exception error) when (error is PickleException or PicklingException)
        {
            throw PythonErrors.BadArgument(call.Method, $"'{name}'", error);
        }
    }
}
