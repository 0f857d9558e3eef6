using System.Collections.Concurrent;
using Pickling.Mapping;
using Pickling.Mapping.Reflection;
using Pickling.Model;

namespace Pickling.Workers;

/// <summary>The one place where the values of calls and results meet the pickle library.</summary>
internal sealed class CallPickler
{
    private readonly PickleOptions _options;
    private readonly ReflectionPickleContext _outer;
    private readonly ConcurrentDictionary<Type, ValueForm> _forms = new();
    private readonly ConcurrentDictionary<Type, ValueForm> _writtenForms = new();

    public CallPickler(PickleOptions options, PickleContext? context)
    {
        _options = options;
        Context = context ?? new ReflectionPickleContext();
        _outer = new ReflectionPickleContext(new PickleMapping { Converters = [new AnyValueConverter(this)] });
    }

    public PickleContext Context { get; }

    /// <summary>Whether the options hold classes, which only the natural graph knows.</summary>
    public bool HasClasses => _options.TypeMap.Classes.Any();

    public byte[] Dumps(object? value) => Pickle.Dumps(new AnyValue(value), _outer, _options);

    /// <summary>Opens a payload under the limits of the options; nothing is made of it yet.</summary>
    public PickleDocument Open(ReadOnlyMemory<byte> pickle) => Pickle.Open(pickle, _options);

    public T? Loads<T>(ReadOnlyMemory<byte> pickle)
    {
        using PickleDocument document = Open(pickle);
        return Read<T>(document.Root);
    }

    public T? Read<T>(PickleElement element) => (T?)FormOf(typeof(T)).Read(element, this);

    /// <summary>
    /// Writes a value by its own type. A <see cref="PythonTuple"/> is a tuple of such values, so that a call's arguments are each
    /// written by their types and yet share one memo.
    /// </summary>
    public void Write(PickleValueWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNone();
                break;
            case string text:
                writer.WriteString(text);
                break;
            case PythonTuple tuple:
                if (writer.BeginTuple(null, tuple.Items.Count, out PickleItemBatch items))
                {
                    for (int i = 0; i < tuple.Items.Count; i++)
                    {
                        writer.NextItem(ref items);
                        WritePart(writer, tuple.Items[i], tuple.Function, i, name: null);
                    }

                    writer.EndItems(ref items);
                }

                break;
            case PythonKeywords keywords:
                if (writer.BeginDict(null, keywords.Pairs.Count, out PickleItemBatch pairs))
                {
                    foreach ((string name, object? item) in keywords.Pairs)
                    {
                        writer.NextItem(ref pairs);
                        writer.WriteString(name);
                        WritePart(writer, item, keywords.Function, index: 0, name);
                    }

                    writer.EndItems(ref pairs);
                }

                break;
            case IPyValue:
                writer.WriteNatural(value);
                break;
            default:
                _writtenForms.GetOrAdd(value.GetType(), static (type, self) => self.FormOf(WrittenType.Of(type)), this).Write(writer, value, this);
                break;
        }
    }

    private void WritePart(PickleValueWriter writer, object? value, string? function, int index, string? name)
    {
        try
        {
            Write(writer, value);
        }
        catch (Exception error) when (function is not null && IsAboutValue(error))
        {
            throw new PicklingException($"{function}(), argument {(name is null ? $"{index + 1}" : $"'{name}'")}: {error.Message}", error);
        }
    }

    private static bool IsAboutValue(Exception error) => error is PicklingException or NotSupportedException;

    private ValueForm FormOf(Type type) => _forms.GetOrAdd(type, ValueForm.Of);

    /// <summary>Any value, so that the front door has a type to ask a converter for.</summary>
    private readonly record struct AnyValue(object? Value);

    private sealed class AnyValueConverter(CallPickler pickler) : PickleConverter<AnyValue>
    {
        public override AnyValue Read(ref PickleValueReader reader) => new(reader.GetNatural());

        public override void Write(PickleValueWriter writer, AnyValue value) => pickler.Write(writer, value.Value);
    }
}
