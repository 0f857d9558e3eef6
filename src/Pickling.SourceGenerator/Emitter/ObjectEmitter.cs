using Pickling.SourceGenerator.Model;

namespace Pickling.SourceGenerator.Emitter;

/// <summary>Prints the converter of a class or struct.</summary>
internal sealed class ObjectEmitter(TypeModel type, CodeWriter code)
{
    private readonly ObjectModel _object = type.Object!;
    private readonly AccessEmitter _access = new(type.Object!.IsValueType);

    // Whether the constructor waits for members: then all values wait, and the rest is set after it.
    private bool IsLate => _object.Construction.Parameters.Count > 0;

    public void Emit()
    {
        code.Line($"private {Text.Mapping}PickleConverter<{type.Type}> Create{type.Name}() => new {type.Name}Converter(").Indent();
        InfoEmitter.Emit(type, code, ");");
        code.Outdent()
            .Line()
            .Line($"[global::System.CodeDom.Compiler.GeneratedCode(\"Pickling.SourceGenerator\", \"{typeof(ObjectEmitter).Assembly.GetName().Version}\")]")
            .Open($"private sealed class {type.Name}Converter({Text.Mapping}PickleObjectInfo info) : {Text.Mapping}PickleObjectConverter<{type.Type}>(info)");
        EmitConverters();
        EmitRead();
        EmitWrite();
        if (_object.Extension is { } extension)
        {
            code.Line()
                .Line($"protected override global::System.Collections.Generic.IReadOnlyDictionary<string, object?>? GetExtensionData({type.Type} value) => {_access.Get(extension.Getter, "value")};");
        }

        _access.EmitAccessors(code);
        code.Close();
    }

    private void EmitConverters()
    {
        DirectKind[] direct = [.. _object.Members.Select(static member => member.Direct).Where(static kind => kind != DirectKind.None).Distinct()];
        List<(string Type, string Field, string Value)> fields =
        [
            .. direct.Select(static kind => ($"{Text.Mapping}PickleConverter<{TypeOf(kind)}>?", OwnField(kind), $"OwnConverter<{TypeOf(kind)}>(context)")),
            .. _object.Members.Select(static (member, index) => (member, index))
                .Where(static pair => pair.member.Direct == DirectKind.None)
                .Select(static pair => (
                    $"{Text.Mapping}PickleConverter<{pair.member.Type}>",
                    Field(pair.index),
                    pair.member.Converter is null ? $"context.GetConverter<{pair.member.Type}>()" : $"new {pair.member.Converter}()")),
        ];
        if (fields.Count == 0)
        {
            return;
        }

        foreach ((string fieldType, string field, _) in fields)
        {
            code.Line($"private {fieldType} {field};");
        }

        code.Line().Open($"protected override void ResolveMembers({Text.Mapping}PickleContext context)");
        foreach ((_, string field, string value) in fields)
        {
            code.Line($"{field} = {value};");
        }

        code.Close().Line();
    }

    private void EmitRead()
    {
        code.Open($"protected override {type.Type} ReadMembers(ref {Text.Mapping}PickleValueReader reader, ref {Text.Mapping}PickleMembers members)");
        if (IsLate)
        {
            for (int i = 0; i < _object.Members.Count; i++)
            {
                MemberModel member = _object.Members[i];
                string value = member.Parameter >= 0 ? _object.Construction.Parameters[member.Parameter].Default : "default";
                code.Line($"{member.Type} value{i} = {value};");
                if (member.Parameter < 0)
                {
                    code.Line($"bool came{i} = false;");
                }
            }
        }
        else
        {
            code.Line($"{type.Type} made = {Making()};");
            EmitCreated();
        }

        if (_object.Members.Count == 0)
        {
            code.Open("while (reader.NextMember(ref members, out _))").Close();
        }
        else
        {
            EmitLoop();
        }

        if (IsLate)
        {
            code.Line($"{type.Type} made = {Making()};");
            EmitCreated();
            EmitRest();
        }

        if (_object.Extension is { Setter: { } setter } extension)
        {
            code.Open("if (members.ExtensionData is { } extension)")
                .Line(_access.Set(setter, "made", extension.Type, "extension"))
                .Close()
                .Line();
        }

        code.Line("return made;").Close().Line();
    }

    private void EmitLoop()
    {
        code.Open("while (reader.NextMember(ref members, out int member))").Open("switch (member)");
        for (int i = 0; i < _object.Members.Count; i++)
        {
            MemberModel member = _object.Members[i];
            code.Line($"case {i}:").Indent();
            if (!IsLate)
            {
                code.Line(_access.Set(member.Setter!, "made", member.Type, ReadText(member, i)));
            }
            else
            {
                code.Line($"value{i} = {ReadText(member, i)};");
                if (member.Parameter < 0)
                {
                    code.Line($"came{i} = true;");
                }
            }

            code.Line("break;").Outdent();
        }

        code.Close().Close().Line();
    }

    // Objects are known before their members where that is possible: members may refer back to them.
    private void EmitCreated()
    {
        if (!_object.IsValueType)
        {
            code.Line("reader.Created(members, made);");
        }
    }

    private void EmitRest()
    {
        for (int i = 0; i < _object.Members.Count; i++)
        {
            MemberModel member = _object.Members[i];
            if (member.Parameter < 0)
            {
                code.Open($"if (came{i})").Line(_access.Set(member.Setter!, "made", member.Type, $"value{i}")).Close().Line();
            }
        }
    }

    private void EmitWrite()
    {
        code.Open($"protected override void WriteMembers({Text.Mapping}PickleValueWriter writer, {type.Type} value, ref {Text.Mapping}PickleMemberBatch members)");
        for (int i = 0; i < _object.Members.Count; i++)
        {
            MemberModel member = _object.Members[i];
            string value = _access.Get(member.Getter, "value");
            if (i > 0)
            {
                code.Line();
            }

            code.Line("writer.NextMember(ref members);");
            if (member.Direct == DirectKind.None)
            {
                code.Line($"writer.Write({Field(i)}, {value});");
            }
            else
            {
                code.Open($"if ({OwnField(member.Direct)} is null)")
                    .Line($"writer.Write{member.Direct}({value});")
                    .Close()
                    .Open("else")
                    .Line($"writer.Write({OwnField(member.Direct)}, {value});")
                    .Close();
            }
        }

        code.Close();
    }

    private string Making()
    {
        ConstructionModel construction = _object.Construction;
        string arguments = string.Join(", ", construction.Parameters.Select((parameter, index) => ArgumentOf(parameter, index)));
        string required = construction.Required.Count == 0
            ? ""
            : $" {{ {string.Join(", ", construction.Required.Select(static name => $"@{name} = default"))} }}";
        return construction.Kind switch
        {
            ConstructionKind.Default => $"default({type.Type})",
            ConstructionKind.New => $"new {type.Type}({arguments}){required}",
            ConstructionKind.Accessor => _access.New(construction.Accessor!, arguments),
            _ => $"({type.Type})global::System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(typeof({type.Type}))",
        };
    }

    private string ArgumentOf(ParameterModel parameter, int index)
    {
        for (int i = 0; i < _object.Members.Count; i++)
        {
            if (_object.Members[i].Parameter == index)
            {
                return $"value{i}";
            }
        }

        return parameter.Default == "default" ? $"default({parameter.Type})" : parameter.Default;
    }

    private static string ReadText(MemberModel member, int index) => member.Direct switch
    {
        DirectKind.None => $"reader.Read({Field(index)})",
        DirectKind.String => $"{OwnField(member.Direct)} is null ? reader.GetStringOrNull() : reader.Read({OwnField(member.Direct)})",
        _ => $"{OwnField(member.Direct)} is null ? reader.Get{member.Direct}() : reader.Read({OwnField(member.Direct)})",
    };

    private static string Field(int index) => $"_converter{index}";

    private static string OwnField(DirectKind kind) => $"_own{kind}";

    private static string TypeOf(DirectKind kind) => kind switch
    {
        DirectKind.Int32 => "int",
        DirectKind.Int64 => "long",
        DirectKind.Double => "double",
        DirectKind.Boolean => "bool",
        _ => "string",
    };
}
