using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Pickling.Model.Standard;

/// <summary>The texts and bytes inside standard values, which Python 2 keeps as its one str.</summary>
internal static class StandardText
{
    /// <summary>Reads a str, or a Python 2 str that is ASCII.</summary>
    internal static bool TryRead(object? value, [NotNullWhen(true)] out string? text)
    {
        text = value switch
        {
            string str => str,
            PyByteString bytes when Ascii.IsValid(bytes.AsSpan()) => Encoding.ASCII.GetString(bytes.AsSpan()),
            byte[] bytes when Ascii.IsValid(bytes) => Encoding.ASCII.GetString(bytes),
            _ => null,
        };
        return text is not null;
    }

    /// <summary>Reads a str that is a key or name: text, or a Python 2 str that is ASCII; bytes are no names.</summary>
    internal static bool TryReadName(object? value, [NotNullWhen(true)] out string? name)
    {
        name = null;
        return value is not byte[] && TryRead(value, out name);
    }

    /// <summary>Reads bytes, or a Python 2 str, also one that was decoded as latin1.</summary>
    internal static bool TryReadBytes(object? value, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = value switch
        {
            byte[] array => array,
            PyByteString str => str.ToArray(),
            string text when !text.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff') => Encoding.Latin1.GetBytes(text),
            PyObject call when IsEncodeCall(call, out string? text) => Encoding.Latin1.GetBytes(text),
            _ => null,
        };
        return bytes is not null;
    }

    // bytes as they stand in Python 3's pickles below protocol 3, when the call itself was kept.
    private static bool IsEncodeCall(PyObject call, [NotNullWhen(true)] out string? text)
    {
        text = call is { Global: { Module: "_codecs", Name: "encode" }, Arguments: [string inner, "latin1"] } ? inner : null;
        return text is not null;
    }
}
