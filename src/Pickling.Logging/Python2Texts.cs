using System.Numerics;
using System.Text;
using Pickling.Model;

namespace Pickling.Logging;

/// <summary>Turns the byte strings of a record of Python 2 into text, wherever they stand in it.</summary>
/// <remarks>
/// They are loaded as bytes, because the form of a datetime is one of them: decoded with the texts it would be lost. What is
/// loaded so tells long from int, as Python 2 does; Python 3 writes its larger integers in the same way.
/// </remarks>
internal sealed class Python2Texts
{
    // Beyond it, what is nested in tuples and sets stays as it is.
    private const int NestingMax = 32;

    private readonly HashSet<object> _found = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<object> _open = [];
    private readonly Dictionary<object, object> _made = new(ReferenceEqualityComparer.Instance);

    private Python2Texts()
    {
    }

    /// <summary>Changes lists and dicts in place; returns the value, or what stands for it.</summary>
    public static object? Decode(object? value)
    {
        var texts = new Python2Texts();
        object? decoded = texts.Text(value, NestingMax);
        while (texts._open.TryPop(out object? container))
        {
            texts.Open(container);
        }

        return decoded;
    }

    private void Open(object container)
    {
        if (container is PyList list)
        {
            for (int index = 0; index < list.Count; index++)
            {
                list[index] = Text(list[index], NestingMax);
            }

            return;
        }

        var dict = (PyDict)container;
        KeyValuePair<object, object?>[] pairs = [.. dict];
        dict.Clear();
        foreach ((object? key, object? item) in pairs)
        {
            dict[Text(key, NestingMax)] = Text(item, NestingMax);
        }
    }

    private object? Text(object? value, int nesting)
    {
        switch (value)
        {
            case PyByteString bytes:
                return bytes.ToString(Encoding.UTF8);
            case BigInteger integer when integer >= long.MinValue && integer <= long.MaxValue:
                return (long)integer;
            case PyList or PyDict:
                if (_found.Add(value))
                {
                    _open.Push(value);
                }

                return value;
            case PyTuple or PySetBase when nesting > 0:
                return Made((IReadOnlyCollection<object?>)value, nesting - 1);
            default:
                return value;
        }
    }

    private object Made(IReadOnlyCollection<object?> items, int nesting)
    {
        if (!_made.TryGetValue(items, out object? made))
        {
            object?[] texts = [.. items.Select(item => Text(item, nesting))];
            made = items switch
            {
                PyTuple => PyTuple.Create(texts),
                PySet => PySet.Create(texts),
                _ => PyFrozenSet.Create(texts),
            };
            _made.Add(items, made);
        }

        return made;
    }
}
