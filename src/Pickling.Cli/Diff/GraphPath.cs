using System.Globalization;
using System.Text;
using Pickling.Cli.Show;

namespace Pickling.Cli.Diff;

/// <summary>The way from the root to a part of a value, made into text only when it is printed.</summary>
internal sealed class GraphPath
{
    // A path is as long as the value is deep: its ends are enough.
    private const int StepsAtStart = 8;
    private const int StepsAtEnd = 24;
    private const int KeyCharsMax = 60;

    private readonly GraphPath? _parent;
    private readonly Step _step;
    private readonly object? _key;
    private readonly int _depth;

    private GraphPath(GraphPath? parent, Step step, object? key)
    {
        _parent = parent;
        _step = step;
        _key = key;
        _depth = parent is null ? 0 : parent._depth + 1;
    }

    private enum Step
    {
        Root,
        Index,
        Key,
        Member,
        Attribute,
    }

    internal static GraphPath Root(string name) => new(null, Step.Root, name);

    /// <summary>An item of a list or tuple.</summary>
    internal GraphPath Index(int index) => new(this, Step.Index, (long)index);

    /// <summary>A value of a dict.</summary>
    internal GraphPath Key(object? key) => new(this, Step.Key, key);

    /// <summary>An item of a set.</summary>
    internal GraphPath Member(object? item) => new(this, Step.Member, item);

    /// <summary>An attribute of an object, or what else it has by a name.</summary>
    internal GraphPath Attribute(string name) => new(this, Step.Attribute, name);

    /// <summary>The path in Python's words, such as <c>root['lines'][0].price</c>; its middle left out when it is long.</summary>
    public override string ToString()
    {
        var steps = new List<string>();
        for (var step = this; step is not null; step = step._parent)
        {
            if (step._depth <= StepsAtStart || step._depth > _depth - StepsAtEnd)
                steps.Add(step.Text());
            else if (step._depth == StepsAtStart + 1)
                steps.Add("…");
        }

        steps.Reverse();
        return string.Concat(steps);
    }

    private string Text() => _step switch
    {
        Step.Root => (string)_key!,
        Step.Index => string.Create(CultureInfo.InvariantCulture, $"[{_key}]"),
        Step.Key => $"[{ValueText.Key(_key, KeyCharsMax)}]",
        Step.Member => $"{{{ValueText.Key(_key, KeyCharsMax)}}}",
        _ => new StringBuilder(".").Append(ValueText.OneLine((string)_key!, KeyCharsMax)).ToString(),
    };
}
