using System.Text;
using Pickling.Model;

namespace Pickling.Multiprocessing.Managers;

/// <summary>The names and ids of the protocol, which are <c>str</c> in every Python: what 2.7's are here, PickleOptions.Encoding says.</summary>
internal static class ManagerText
{
    /// <summary>A name, however it was loaded; null for anything else.</summary>
    public static string? Of(object? value) => value switch
    {
        string text => text,
        PyByteString bytes when Ascii.IsValid(bytes.AsSpan()) => Encoding.ASCII.GetString(bytes.AsSpan()),
        byte[] bytes when Ascii.IsValid(bytes) => Encoding.ASCII.GetString(bytes),
        _ => null,
    };

    /// <summary>The names in a tuple.</summary>
    public static string[] AllOf(PyTuple names) => [.. names.Select(Of).OfType<string>()];
}
