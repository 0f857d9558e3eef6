using System.Text.Json;

namespace Pickling.Mapping;

/// <summary>Names of .NET members as Python names: what naming policies mean, and what generated contexts call.</summary>
public static class PickleNames
{
    /// <summary>A member's name in Python.</summary>
    /// <param name="naming">The policy.</param>
    /// <param name="memberName">The name in .NET, such as <c>UnitPrice</c>.</param>
    /// <returns>Such as <c>unit_price</c>.</returns>
    public static string Of(PickleNaming naming, string memberName)
    {
        ArgumentNullException.ThrowIfNull(memberName);
        return naming switch
        {
            PickleNaming.SnakeCase => JsonNamingPolicy.SnakeCaseLower.ConvertName(memberName),
            PickleNaming.CamelCase => JsonNamingPolicy.CamelCase.ConvertName(memberName),
            _ => memberName,
        };
    }
}
