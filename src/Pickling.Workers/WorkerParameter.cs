using System.Reflection;
using System.Text;

namespace Pickling.Workers;

/// <summary>A parameter of a registered function, as Python sees it.</summary>
internal sealed class WorkerParameter
{
    public WorkerParameter(string function, ParameterInfo parameter)
    {
        if (parameter.ParameterType.IsByRef || parameter.ParameterType.IsByRefLike)
        {
            throw new ArgumentException($"{function} takes '{parameter.Name}' by reference.", nameof(parameter));
        }

        Type = parameter.ParameterType;
        string name = parameter.Name ?? "_";
        string snake = SnakeCase(name);
        Names = snake == name ? [name] : [snake, name];
        IsGiven = Type == typeof(CancellationToken) || Type == typeof(IServiceProvider) || typeof(WorkerCall).IsAssignableFrom(Type);
        IsRest = parameter.IsDefined(typeof(ParamArrayAttribute), inherit: false) && Type.IsArray;
        HasDefault = parameter.HasDefaultValue;
        Default = HasDefault ? parameter.DefaultValue : null;
        if (HasDefault && Default is null && Type.IsValueType && Nullable.GetUnderlyingType(Type) is null)
        {
            // `= default` of a struct.
            Default = Array.CreateInstanceFromArrayType(Type.MakeArrayType(), 1).GetValue(0);
        }

        if (Default is not null && Nullable.GetUnderlyingType(Type) is { IsEnum: true } members)
        {
            // Reflection gives the number of it.
            Default = Enum.ToObject(members, Default);
        }

        Form = ValueForm.Of(IsRest ? Type.GetElementType()! : Type);
    }

    public Type Type { get; }

    /// <summary>What Python may call it; the first is the one to show.</summary>
    public string[] Names { get; }

    /// <summary>Whether the worker gives it.</summary>
    public bool IsGiven { get; }

    /// <summary>Whether it takes all positional arguments that are left.</summary>
    public bool IsRest { get; }

    public bool HasDefault { get; }

    public object? Default { get; }

    public ValueForm Form { get; }

    public override string ToString() => (IsRest ? "*" : "") + Names[0] + (HasDefault ? "=..." : "");

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (int i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
