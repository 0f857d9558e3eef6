using System.Globalization;
using Pickling.Model;
using Spectre.Console;

namespace Pickling.Cli.Show;

/// <summary>
/// Writes a value as a tree, one line for each part. Bounded by <see cref="TreeOptions"/> alone, however large, deep, shared
/// or cyclic the value is.
/// </summary>
/// <remarks>
/// What stands in the tree more than once carries a mark: <c>#1</c> where its parts are shown, <c>-> #1</c> elsewhere.
/// </remarks>
internal sealed class TreeWriter
{
    private const string Tee = "├─ ";
    private const string Corner = "└─ ";
    private const string Bar = "│  ";
    private const string Blank = "   ";

    // Columns that a line keeps for its content, however deep it stands.
    private const int ContentColumnsMin = 24;

    private readonly TextWriter _target;
    private readonly IAnsiConsole? _colors;
    private readonly TreeOptions _options;

    // Objects that the tree meets more than once; the number is 0 until the object's first line is written.
    private readonly Dictionary<object, int> _marks = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<object> _expanded = new(ReferenceEqualityComparer.Instance);
    private int _markCount;

    internal TreeWriter(TextWriter target, IAnsiConsole? colors, TreeOptions options)
    {
        _target = target;
        _colors = colors;
        var depthMax = Math.Max(options.Width - ContentColumnsMin, 0) / Bar.Length;
        _options = options with { Depth = Math.Clamp(options.Depth, 0, depthMax) };
    }

    internal void Write(object? root)
    {
        // The same walk twice: first to find what is met more than once, then to write.
        _marks.Clear();
        _markCount = 0;
        var met = new HashSet<object>(ReferenceEqualityComparer.Instance);
        Walk(root, (_, _, value) =>
        {
            if (HasIdentity(value) && !met.Add(value!))
                _marks[value!] = 0;
        });
        Walk(root, WriteLine);
    }

    private void Walk(object? root, Action<string, string, object?> visit)
    {
        _expanded.Clear();
        var open = new Stack<Level>();
        visit("", "", root);
        if (TryExpand(root, "", "", 0))
            open.Push(new Level(root, "", _options.Items));
        while (open.TryPeek(out var level))
        {
            if (!level.MoveNext())
            {
                open.Pop();
                continue;
            }

            var (label, value) = level.Current;
            var guide = level.Guides + (level.IsLast ? Corner : Tee);
            if (level.IsRest)
            {
                visit(guide, level.RestText, Nothing.Instance);
                continue;
            }

            visit(guide, label, value);
            if (TryExpand(value, guide, label, open.Count))
                open.Push(new Level(value, level.Guides + (level.IsLast ? Blank : Bar), _options.Items));
        }
    }

    // Whether the parts of a value stand below it: it has some, they do not fit on its line, they stand nowhere else yet
    // and there is room for another level.
    private bool TryExpand(object? value, string guide, string label, int depth) =>
        depth < _options.Depth && TreeParts.Count(value) > 0 && ValueText.Leaf(value, 1) is null &&
        InlineText(value, guide, label) is null &&
        (!HasIdentity(value) || _expanded.Add(value!));

    private string? InlineText(object? value, string guide, string label)
    {
        var left = _options.Width - StyledLine.Columns(guide) - StyledLine.Columns(label) - ValueText.Type(value).Length - 6;
        return ValueText.Inline(value, Math.Max(left, 0));
    }

    private void WriteLine(string guide, string label, object? value)
    {
        var line = new StyledLine().Add(guide, TreeStyles.Guide);
        if (value is Nothing)
        {
            line.Add(label, TreeStyles.Guide).WriteTo(_target, _colors, _options.Width);
            return;
        }

        line.Add(label, TreeStyles.Key);
        var mark = MarkOf(value, out var isFirst);
        if (mark is not null && !isFirst && _expanded.Contains(value!))
        {
            line.Add($"-> {mark} ", TreeStyles.Mark).Add(ValueText.Type(value), TreeStyles.Type);
            line.WriteTo(_target, _colors, _options.Width);
            return;
        }

        line.Add(ValueText.Type(value), TreeStyles.Type);
        if (mark is not null)
            line.Add($" {mark}", TreeStyles.Mark);
        var content = value is null ? null : ValueText.Leaf(value, _options.Width) ?? InlineText(value, guide, label);
        if (content is not null)
            line.Add(ValueText.Gap(value) + content, TreeStyles.Value);
        else if (value is not null && TreeParts.Count(value) > 0 && IsAtLimit(guide))
            line.Add(" …", TreeStyles.Guide);
        line.WriteTo(_target, _colors, _options.Width);
    }

    private bool IsAtLimit(string guide) => guide.Length / Bar.Length >= _options.Depth;

    private string? MarkOf(object? value, out bool isFirst)
    {
        isFirst = false;
        if (value is null || !_marks.TryGetValue(value, out var number))
            return null;
        if (number == 0)
        {
            isFirst = true;
            _marks[value] = number = ++_markCount;
        }

        return string.Create(CultureInfo.InvariantCulture, $"#{number}");
    }

    // Values that a pickle can share and a reader would want to know about.
    private static bool HasIdentity(object? value) =>
        value is PyList or PyDict or PySetBase or PyTuple { Count: > 0 } or PyByteArray or PickleBuffer ||
        (value is PyObject && ValueText.Leaf(value, 1) is null);

    // Stands for the parts that are not shown.
    private sealed class Nothing
    {
        internal static readonly Nothing Instance = new();
    }

    // The parts of one container on their way into the tree.
    private sealed class Level(object? container, string guides, int itemsMax)
    {
        private readonly IEnumerator<(string Label, object? Value)> _parts = TreeParts.Of(container).GetEnumerator();
        private readonly long _count = TreeParts.Count(container);
        private long _taken;

        internal string Guides { get; } = guides;

        internal (string Label, object? Value) Current { get; private set; }

        internal bool IsRest => _taken > itemsMax;

        internal bool IsLast => IsRest || _taken == _count;

        internal string RestText => string.Create(CultureInfo.InvariantCulture, $"… {_count - itemsMax} more");

        internal bool MoveNext()
        {
            if (IsLast && _taken > 0)
                return false;
            _taken++;
            if (IsRest)
                return true;
            if (!_parts.MoveNext())
                return false;
            Current = _parts.Current;
            return true;
        }
    }
}
