using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Pickling.Multiprocessing.Managers.Typed;

/// <summary>What implements a proxy's interface at run time.</summary>
[RequiresDynamicCode("Typed proxies are made at run time.")]
[RequiresUnreferencedCode("Typed proxies look at the members of their interface and of its types.")]
#pragma warning disable CA1852 // DispatchProxy derives from it.
internal class TypedProxy : DispatchProxy
#pragma warning restore CA1852
{
    private Dictionary<MethodInfo, TypedMethod> _methods = [];

    public PickleProxy Proxy { get; private set; } = null!;

    public static object Make(Type type, PickleProxy proxy)
    {
        if (!type.IsInterface)
        {
            throw new ArgumentException($"{type} is no interface.", nameof(type));
        }

        Dictionary<MethodInfo, TypedMethod> methods = type.GetInterfaces().Append(type)
            .Where(static part => part != typeof(IDisposable) && part != typeof(IAsyncDisposable))
            .SelectMany(static part => part.GetMethods(BindingFlags.Instance | BindingFlags.Public))
            .ToDictionary(static method => method, TypedMethod.Of);
        object made = Create(type, typeof(TypedProxy));
        var typed = (TypedProxy)made;
        typed.Proxy = proxy;
        typed._methods = methods;
        return made;
    }

    /// <summary>What it stands for, as the proxy says it.</summary>
    public override string ToString() => Proxy.ToString();

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        ArgumentNullException.ThrowIfNull(targetMethod);
        if (targetMethod.DeclaringType == typeof(IAsyncDisposable))
        {
            return new ValueTask(Proxy.DisposeAsync().AsTask());
        }

        if (targetMethod.DeclaringType == typeof(IDisposable))
        {
            Proxy.DisposeAsync().AsTask().GetAwaiter().GetResult();
            return null;
        }

        return _methods[targetMethod].Call(Proxy, args ?? []);
    }
}
