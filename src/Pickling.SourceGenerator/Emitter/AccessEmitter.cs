using Pickling.SourceGenerator.Model;

namespace Pickling.SourceGenerator.Emitter;

/// <summary>
/// Prints how members are read and set, and gathers the accessors that takes: methods that the runtime fills in, past
/// accessibility, for exactly one member.
/// </summary>
internal sealed class AccessEmitter(bool isValueType)
{
    // By the class of accessors: one for each class that declares members.
    private readonly SortedDictionary<string, (AccessModel Owner, List<string> Lines)> _accessors = new(StringComparer.Ordinal);

    public string Get(AccessModel access, string target) => access.Kind switch
    {
        AccessKind.Direct => $"{Cast(access, target)}.{access.Name}",
        AccessKind.Method => $"{Accessor(access, "Method", access.Name, access.Types[0], "")}({Target(target)})",
        _ => $"{FieldAccessor(access)}({Target(target)})",
    };

    public string Set(AccessModel access, string target, string valueType, string value) => access.Kind switch
    {
        AccessKind.Direct => $"{Cast(access, target)}.{access.Name} = {value};",
        AccessKind.Method => $"{Accessor(access, "Method", access.Name, "void", ", " + access.Types[0] + " value")}({Target(target)}, {Converted(valueType, value)});",
        _ => $"{FieldAccessor(access)}({Target(target)}) = {value};",
    };

    public string New(AccessModel access, string arguments)
    {
        string parameters = string.Join(", ", access.Types.Select(static (parameter, index) => $"{parameter} argument{index}"));
        return Add(access, "New", $"[global::System.Runtime.CompilerServices.UnsafeAccessor(global::System.Runtime.CompilerServices.UnsafeAccessorKind.Constructor)]\npublic static extern {access.Owner} New({parameters});")
            + $"({arguments})";
    }

    public void EmitAccessors(CodeWriter code)
    {
        foreach (KeyValuePair<string, (AccessModel Owner, List<string> Lines)> group in _accessors)
        {
            code.Line().Open($"private static class {group.Key}{group.Value.Owner.TypeParameters}{group.Value.Owner.Constraints}");
            for (int i = 0; i < group.Value.Lines.Count; i++)
            {
                if (i > 0)
                {
                    code.Line();
                }

                foreach (string line in group.Value.Lines[i].Split('\n'))
                {
                    code.Line(line);
                }
            }

            code.Close();
        }
    }

    private string FieldAccessor(AccessModel access) => Accessor(access, "Field", access.Name, "ref " + access.Types[0], "");

    private string Accessor(AccessModel access, string kind, string name, string result, string parameters)
    {
        string method = NameOf(name);
        string byReference = isValueType ? "ref " : "";
        return Add(
            access,
            method,
            $"[global::System.Runtime.CompilerServices.UnsafeAccessor(global::System.Runtime.CompilerServices.UnsafeAccessorKind.{kind}, Name = {Text.Quote(name)})]\n"
                + $"public static extern {result} {method}({byReference}{access.Owner} target{parameters});");
    }

    private string Add(AccessModel access, string method, string lines)
    {
        // Classes of one name in two namespaces: each has its own, as C# would take the accessor of the more derived one.
        string group = access.OwnerName + "Access";
        (AccessModel Owner, List<string> Lines) known;
        for (int i = 2; _accessors.TryGetValue(group, out known) && known.Owner.Owner != access.Owner; i++)
        {
            group = access.OwnerName + "Access" + i;
        }

        if (known.Lines is null)
        {
            known = (access, []);
            _accessors.Add(group, known);
        }

        if (!known.Lines.Contains(lines))
        {
            known.Lines.Add(lines);
        }

        return $"{group}{access.TypeArguments}.{method}";
    }

    // A member that a derived class hides is its base's own.
    private string Cast(AccessModel access, string target) => access.Cast is null || isValueType ? target : $"(({access.Cast}){target})";

    private string Target(string target) => isValueType ? "ref " + target : target;

    // A conditional expression needs no cast, but a default value of a generic type does.
    private static string Converted(string valueType, string value) => value == "default" ? $"default({valueType})" : value;

    // set_Name, <Name>k__BackingField and _name as names of methods.
    private static string NameOf(string name)
    {
        var text = new System.Text.StringBuilder("Access_");
        foreach (char letter in name)
        {
            text.Append(char.IsLetterOrDigit(letter) || letter == '_' ? letter : '_');
        }

        return text.ToString();
    }
}
