namespace Pickling.Cli.Commands;

/// <summary>What <c>pickle rename</c> is asked to rename.</summary>
internal sealed class RenameRules
{
    private readonly Dictionary<string, string> _modules = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ClassName> _classes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _strings = new(StringComparer.Ordinal);

    internal RenameRules(IEnumerable<string> modules, IEnumerable<string> classes, IEnumerable<string> strings)
    {
        foreach (var (old, renamed) in modules.Select(rule => Split(rule, "--module")))
            Add(_modules, old, renamed, "--module");
        foreach (var (old, renamed) in classes.Select(rule => Split(rule, "--class")))
            Add(_classes, old.Replace(':', '.'), ClassName.Of(renamed), "--class");
        foreach (var (old, renamed) in strings.Select(rule => Split(rule, "--string")))
            Add(_strings, old, renamed, "--string");
        if (_modules.Count + _classes.Count + _strings.Count == 0)
            throw new ToolException("say what to rename: --module, --class or --string");
    }

    internal bool HasGlobals => _modules.Count + _classes.Count > 0;

    internal bool HasStrings => _strings.Count > 0;

    /// <summary>The new name of a class or function; null when it keeps its own.</summary>
    internal (string Module, string Name)? MapGlobal(string module, string name)
    {
        if (_classes.TryGetValue($"{module}.{name}", out var renamed))
            return renamed.Split(name);

        // The longest module that has a rule, with all that is in it.
        for (var end = module.Length; end > 0; end = module.LastIndexOf('.', end - 1))
        {
            if (_modules.TryGetValue(module[..end], out var newModule))
                return (newModule + module[end..], name);
        }

        return null;
    }

    internal string? MapString(string text) => _strings.GetValueOrDefault(text);

    private static (string Old, string New) Split(string rule, string option)
    {
        var sign = rule.IndexOf('=', StringComparison.Ordinal);
        return sign > 0 && (sign + 1 < rule.Length || option == "--string")
            ? (rule[..sign], rule[(sign + 1)..])
            : throw new ToolException($"{option} needs OLD=NEW, not '{rule}'");
    }

    private static void Add<T>(Dictionary<string, T> rules, string old, T renamed, string option)
    {
        if (!rules.TryAdd(old, renamed))
            throw new ToolException($"{option} says twice what becomes of '{old}'");
    }

    // Module and qualified name, with a colon between them where the rule says so.
    private sealed record ClassName(string? Module, string Text)
    {
        internal static ClassName Of(string text)
        {
            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 && !text.Contains('.'))
                throw new ToolException($"--class needs a module and a name with a dot between: '{text}' has none");
            return colon < 0 ? new ClassName(null, text) : new ClassName(text[..colon], text[(colon + 1)..]);
        }

        // Without a colon, the new name is nested as deep as the old one, as far as it has parts.
        internal (string Module, string Name) Split(string oldName)
        {
            if (Module is not null)
                return (Module, Text);
            var dot = Text.LastIndexOf('.');
            for (var left = oldName.Count(character => character == '.'); left > 0 && Text.LastIndexOf('.', dot - 1) is > 0 and var next; left--)
                dot = next;
            return (Text[..dot], Text[(dot + 1)..]);
        }
    }
}
