using Pickling.SourceGenerator.Model;

namespace Pickling.SourceGenerator.Emitter;

/// <summary>The expression that makes the converter of a type.</summary>
internal static class ConverterText
{
    private const string Converters = Text.Mapping + "PickleConverters.";

    public static string Of(TypeModel type)
    {
        string arguments = string.Join(", ", type.Arguments.Select(static argument => $"GetConverter<{argument}>()"));
        string types = string.Join(", ", type.Arguments);
        return type.Shape switch
        {
            TypeShape.Custom => $"new {type.Text}()",
            TypeShape.Nullable => $"{Converters}Nullable({arguments})",
            TypeShape.Enum => $"{Converters}Enum<{type.Type}>(Mapping.Enums{ClassArguments(type.Class)}{(type.Text is null ? "" : $", texts: {type.Text}")})",
            TypeShape.Array => $"{Converters}Array({arguments})",
            TypeShape.Grid => $"{Converters}Grid<{type.Type}, {types}>({arguments})",
            TypeShape.List => $"{Converters}List({arguments})",
            TypeShape.Dictionary => $"{Converters}Dictionary({arguments})",
            TypeShape.FrameworkCollection => $"{Converters}Collection(typeof({type.Text}), {arguments})",
            TypeShape.FrameworkDictionary => $"{Converters}Dictionary(typeof({type.Text}), {arguments})",
            TypeShape.OwnCollection => $"{Converters}Filled<{type.Type}, {types}>({arguments}, static () => new {type.Type}(){type.Text})",
            TypeShape.OwnDictionary => $"{Converters}Filled<{type.Type}, {types}>({arguments}, static _ => new {type.Type}(){type.Text})",
            TypeShape.ValueTuple => $"{Converters}Tuple({arguments})",
            TypeShape.TupleClass when type.Arguments.Count > 7 => $"{Converters}TupleClass({arguments})",
            TypeShape.TupleClass => $"{Converters}TupleClass<{type.Type}, global::System.ValueTuple<{types}>>(GetConverter<global::System.ValueTuple<{types}>>(), static value => global::System.TupleExtensions.ToTuple(value), static value => global::System.TupleExtensions.ToValueTuple(value))",
            TypeShape.Refused => $"{Converters}Refused<{type.Type}>({Text.Quote(type.Text!)})",
            _ => $"Create{type.Name}()",
        };
    }

    public static string Class(PythonClassModel? type) =>
        type is null ? "null" : $"new {Text.Global}({Text.Quote(type.Module)}, {Text.Quote(type.Name)})";

    public static string FormerClasses(PythonClassModel type) =>
        $"[{string.Join(", ", type.FormerNames.Select(static name => $"{Text.Mapping}PickleObjectInfo.ClassOf({Text.Quote(name)})"))}]";

    private static string ClassArguments(PythonClassModel? type) => type is null
        ? ""
        : $", {Class(type)}" + (type.FormerNames.Count == 0 ? "" : $", {FormerClasses(type)}");
}
