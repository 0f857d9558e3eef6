using System.Reflection;
using System.Text;
using Pickling.Mapping;

namespace Pickling.Workers;

/// <summary>A registered function: fits a pickle's arguments to its parameters, runs it and gives its result.</summary>
internal sealed class WorkerFunction
{
    private readonly MethodInvoker _invoker;
    private readonly object? _target;
    private readonly object? _boundArgument;
    private readonly bool _hasBoundArgument;
    private readonly WorkerParameter[] _parameters;
    private readonly FunctionResult _result;

    public WorkerFunction(string name, Delegate function)
    {
        if (function.HasSingleTarget is false)
        {
            throw new ArgumentException($"{name} is several functions in one.", nameof(function));
        }

        Name = name;
        MethodInfo method = function.Method;
        ParameterInfo[] parameters = method.GetParameters();
        int delegateParameters = function.GetType().GetMethod("Invoke")!.GetParameters().Length;
        if (method.IsStatic && parameters.Length == delegateParameters + 1)
        {
            // Closed over its first argument, as an extension method on an instance is.
            _hasBoundArgument = true;
            _boundArgument = function.Target;
        }
        else if (parameters.Length != delegateParameters)
        {
            throw new ArgumentException($"{name} is an open instance method; register a lambda that calls it.", nameof(function));
        }
        else
        {
            _target = function.Target;
        }

        _parameters = [.. parameters.Skip(_hasBoundArgument ? 1 : 0).Select(parameter => new WorkerParameter(name, parameter))];
        _invoker = MethodInvoker.Create(method);
        _result = FunctionResult.Of(method.ReturnType);
    }

    public string Name { get; }

    /// <summary>Fits the arguments.</summary>
    /// <param name="arguments">A tuple or list.</param>
    /// <param name="keywords">A dict with str keys.</param>
    /// <param name="call">Gives the parameters that Python does not see.</param>
    /// <param name="pickler">How values become .NET's.</param>
    /// <exception cref="WorkerCallException">They do not fit; the message is Python's TypeError in spirit.</exception>
    public object?[] Bind(PickleElement arguments, PickleElement keywords, WorkerCall call, CallPickler pickler)
    {
        Dictionary<string, PickleElement> named = [];
        foreach ((PickleElement key, PickleElement value) in keywords.EnumeratePairs())
        {
            named[key.GetString()] = value;
        }

        var bound = new object?[_parameters.Length];
        int next = 0;
        int given = arguments.Count;
        for (int i = 0; i < _parameters.Length; i++)
        {
            WorkerParameter parameter = _parameters[i];
            if (parameter.IsGiven)
            {
                bound[i] = call.GiveFor(parameter.Type);
            }
            else if (parameter.IsRest)
            {
                Array rest = Array.CreateInstanceFromArrayType(parameter.Type, given - next);
                for (int at = 0; next < given; at++)
                {
                    rest.SetValue(Read(parameter, arguments[next++], pickler), at);
                }

                bound[i] = rest;
            }
            else if (next < given)
            {
                if (parameter.Names.Any(named.ContainsKey))
                {
                    throw new WorkerCallException($"{Name}() got multiple values for argument '{parameter.Names[0]}'.");
                }

                bound[i] = Read(parameter, arguments[next++], pickler);
            }
            else if (parameter.Names.FirstOrDefault(named.ContainsKey) is { } name)
            {
                bound[i] = Read(parameter, named[name], pickler);
                named.Remove(name);
            }
            else
            {
                bound[i] = parameter.HasDefault
                    ? parameter.Default
                    : throw new WorkerCallException($"{Name}() is missing the argument '{parameter.Names[0]}': it is {Describe()}.");
            }
        }

        if (next < given)
        {
            throw new WorkerCallException($"{Name}() was given {given} positional arguments: it is {Describe()}.");
        }

        return named.Count == 0
            ? bound
            : throw new WorkerCallException($"{Name}() got an unexpected keyword argument '{named.Keys.First()}': it is {Describe()}.");
    }

    /// <summary>Runs it to its end; what it throws comes as it is.</summary>
    public Task<object?> InvokeAsync(object?[] arguments) => _result.AwaitAsync(_invoker.Invoke(_target, _hasBoundArgument ? [_boundArgument, .. arguments] : arguments));

    private object? Read(WorkerParameter parameter, PickleElement value, CallPickler pickler)
    {
        try
        {
            return parameter.Form.Read(value, pickler);
        }
        catch (PickleException error)
        {
            throw new WorkerCallException($"{Name}(), argument '{parameter.Names[0]}': {error.Message}", error);
        }
    }

    private string Describe()
    {
        var text = new StringBuilder(Name).Append('(');
        text.AppendJoin(", ", _parameters.Where(parameter => !parameter.IsGiven).Select(parameter => parameter.ToString()));
        return text.Append(')').ToString();
    }
}
