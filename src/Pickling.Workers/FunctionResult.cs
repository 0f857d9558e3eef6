namespace Pickling.Workers;

/// <summary>Waits for what a function returned, whatever kind of task it is.</summary>
internal abstract class FunctionResult
{
    public static FunctionResult Of(Type type)
    {
        if (type == typeof(Task))
        {
            return new OfTask();
        }

        if (type == typeof(ValueTask))
        {
            return new OfValueTask();
        }

        Type? open = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        Type? made = open == typeof(Task<>) ? typeof(OfTask<>) : open == typeof(ValueTask<>) ? typeof(OfValueTask<>) : null;
        return made is null ? new OfValue() : (FunctionResult)Activator.CreateInstance(made.MakeGenericType(type.GetGenericArguments()))!;
    }

    public abstract Task<object?> AwaitAsync(object? returned);

    private sealed class OfValue : FunctionResult
    {
        public override Task<object?> AwaitAsync(object? returned) => Task.FromResult(returned);
    }

    private sealed class OfTask : FunctionResult
    {
        public override async Task<object?> AwaitAsync(object? returned)
        {
            await ((Task)returned!).ConfigureAwait(false);
            return null;
        }
    }

    private sealed class OfValueTask : FunctionResult
    {
        public override async Task<object?> AwaitAsync(object? returned)
        {
            await ((ValueTask)returned!).ConfigureAwait(false);
            return null;
        }
    }

    private sealed class OfTask<T> : FunctionResult
    {
        public override async Task<object?> AwaitAsync(object? returned) => await ((Task<T>)returned!).ConfigureAwait(false);
    }

    private sealed class OfValueTask<T> : FunctionResult
    {
        public override async Task<object?> AwaitAsync(object? returned) => await ((ValueTask<T>)returned!).ConfigureAwait(false);
    }
}
