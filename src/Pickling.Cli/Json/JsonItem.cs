using System.Text.Json;

namespace Pickling.Cli.Json;

/// <summary>A value of a JSON text with the place where it stands, for messages.</summary>
/// <param name="kind">What it is.</param>
/// <param name="text">The characters of a string, or a number as it is written; else empty.</param>
/// <param name="line">Its line, from 1.</param>
/// <param name="column">Its column in bytes, from 1.</param>
internal sealed class JsonItem(JsonValueKind kind, string text, long line, long column)
{
    internal JsonValueKind Kind { get; } = kind;

    internal string Text { get; } = text;

    /// <summary>The items of an array.</summary>
    internal List<JsonItem> Items { get; } = kind == JsonValueKind.Array ? [] : null!;

    /// <summary>The members of an object in order, twice the same name included.</summary>
    internal List<(string Name, JsonItem Value)> Members { get; } = kind == JsonValueKind.Object ? [] : null!;

    /// <summary>The member of an object; null when there is none.</summary>
    internal JsonItem? this[string name] => Kind == JsonValueKind.Object ? Members.Find(member => member.Name == name).Value : null;

    /// <summary>The error for something that is wrong with this value.</summary>
    internal ToolException Wrong(string message) => At(line, column, message);

    internal static ToolException At(long line, long column, string message) =>
        new($"line {line}, column {column}: {message}", ExitCodes.BadPickle);
}
