using Pickling.SourceGenerator.Model;

namespace Pickling.SourceGenerator.Emitter;

/// <summary>Prints names, members and policies of a class.</summary>
internal static class InfoEmitter
{
    public static void EmitAbstract(TypeModel type, CodeWriter code)
    {
        code.Line($"private {Text.Mapping}PickleConverter<{type.Type}> Create{type.Name}() => {Text.Mapping}PickleConverters.Abstract<{type.Type}>(").Indent();
        Emit(type, code, ");");
        code.Outdent();
    }

    public static void Emit(TypeModel type, CodeWriter code, string after)
    {
        ObjectModel members = type.Object!;
        string naming = type.Class is null ? "Mapping.DictNaming" : "Mapping.ClassNaming";
        code.Line($"new {Text.Mapping}PickleObjectInfo(").Indent()
            .Line($"typeof({type.Type}),")
            .Line($"{ConverterText.Class(type.Class)},");
        if (members.Members.Count == 0)
        {
            code.Line("[])");
        }
        else
        {
            code.Line("[").Indent();
            foreach (MemberModel member in members.Members)
            {
                code.Line(MemberText(member, naming) + ",");
            }

            code.Outdent().Line("])");
        }

        code.Outdent().Open();
        if (type.Class is { FormerNames.Count: > 0 })
        {
            code.Line($"FormerClasses = {ConverterText.FormerClasses(type.Class)},");
        }

        code.Line($"Form = {Text.Mapping}PickleForm.{members.Form},")
            .Line("Missing = Mapping.Missing,")
            .Line("Extra = Mapping.Extra,");
        if (members.Extension is not null)
        {
            code.Line("HasExtensionData = true,");
        }

        if (members.KnownTypes.Count > 0)
        {
            code.Line($"KnownTypes = {Text.Types(members.KnownTypes)},");
        }

        code.Close(after);
    }

    private static string MemberText(MemberModel member, string naming)
    {
        string name = member.PythonName is null ? $"{Text.Mapping}PickleNames.Of({naming}, {Text.Quote(member.Name)})" : Text.Quote(member.PythonName);
        string former = member.FormerNames.Count == 0 ? "" : $", FormerNames = {Text.Strings(member.FormerNames)}";
        string required = member.IsRequired ? ", IsRequired = true" : "";
        return $"new {Text.Mapping}PickleMemberInfo({name}) {{ MemberName = {Text.Quote(member.Name)}{former}{required} }}";
    }
}
