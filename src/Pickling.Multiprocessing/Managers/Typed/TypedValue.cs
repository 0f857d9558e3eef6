using System.Diagnostics.CodeAnalysis;
using Pickling.Model;

namespace Pickling.Multiprocessing.Managers.Typed;

/// <summary>Turns the values of one .NET type into what is pickled of them, and back, for code that knows the type as a <see cref="Type"/> only.</summary>
[RequiresDynamicCode("Typed proxies are made at run time.")]
[RequiresUnreferencedCode("Typed proxies look at the members of their interface and of its types.")]
internal abstract class TypedValue
{
    private static readonly Func<TypedValue> MakeObject = Make<object>;

    /// <summary>The values of a type.</summary>
    public static TypedValue Of(Type type) =>
        (TypedValue)MakeObject.Method.GetGenericMethodDefinition().MakeGenericMethod(type == typeof(void) ? typeof(object) : type).Invoke(null, null)!;

    /// <summary>What to pickle for a value.</summary>
    public abstract object? ToPython(object? value, PickleOptions options);

    /// <summary>The value that a natural one stands for.</summary>
    /// <exception cref="PickleException">It stands for none of this type.</exception>
    public abstract object? FromPython(object? value, PickleOptions options);

    /// <summary>A call's result as <c>Task&lt;T&gt;</c>.</summary>
    public abstract object AsTask(ValueTask<object?> call, PickleOptions options);

    /// <summary>A call's result as <c>ValueTask&lt;T&gt;</c>.</summary>
    public abstract object AsValueTask(ValueTask<object?> call, PickleOptions options);

    /// <summary>The result of a <c>Task&lt;T&gt;</c> or <c>ValueTask&lt;T&gt;</c>.</summary>
    public abstract ValueTask<object?> ResultOf(object task);

    private static Values<T> Make<T>() => new Values<T>();

    [RequiresDynamicCode("Typed proxies are made at run time.")]
    [RequiresUnreferencedCode("Typed proxies look at the members of their interface and of its types.")]
    private sealed class Values<T> : TypedValue
    {
        // What the natural graph has itself: no detour over a typed form.
        private static readonly bool IsNatural = typeof(T) == typeof(object)
            || Type.GetTypeCode(Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T)) is not (TypeCode.Object or TypeCode.Char)
            || typeof(T).Namespace == typeof(PyDict).Namespace;

        public override object? ToPython(object? value, PickleOptions options) => value switch
        {
            null or PickleProxy => value,
            TypedProxy typed => typed.Proxy,
            _ when IsNatural && value is not Enum => value,
            _ => Pickle.Loads(Pickle.Dumps((T)value, options), options),
        };

        public override object? FromPython(object? value, PickleOptions options) => Read(value, options);

        public override object AsTask(ValueTask<object?> call, PickleOptions options)
        {
            return Await();

            async Task<T> Await() => Read(await call.ConfigureAwait(false), options);
        }

        public override object AsValueTask(ValueTask<object?> call, PickleOptions options) => new ValueTask<T>((Task<T>)AsTask(call, options));

        public override async ValueTask<object?> ResultOf(object task) => task is Task<T> running
            ? await running.ConfigureAwait(false)
            : await ((ValueTask<T>)task).ConfigureAwait(false);

        private static T Read(object? value, PickleOptions options)
        {
            switch (value)
            {
                case T exact:
                    return exact;
                case null when default(T) is null:
                    return default!;
                case PickleProxy proxy when typeof(T).IsInterface:
                    return (T)proxy.AsInterface(typeof(T));
                case PickleSharedObject { Value: T shared }:
                    return shared;
            }

            value = ManagerValue.Behind(value, typeof(T));
            return IsNatural ? PyValue.At<T>(value) : Pickle.Loads<T>(Pickle.Dumps(value, options), options);
        }
    }
}
