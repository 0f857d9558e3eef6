namespace Pickling.Cli.Input;

/// <summary>How the tool loads and dumps.</summary>
internal static class ToolOptions
{
    /// <summary>Options under which a pickle loads though extension codes and buffers are unknown, and is written again.</summary>
    /// <param name="encoding">What <c>--encoding</c> says.</param>
    internal static PickleOptions Lenient(string encoding) => new()
    {
        Encoding = encoding,
        Extensions = new UnknownExtensions(),
        Buffers = OutOfBand.Buffers,
    };

    /// <summary>
    /// The same for a text that must lead back to the very bytes: values and calls stay as the pickle says them.
    /// </summary>
    internal static PickleOptions Exact(string encoding) => Lenient(encoding) with { ConvertStandardLibrary = false };

    /// <summary>The same for a dump: what was beside the pickle stays there.</summary>
    internal static PickleOptions ForDump(PickleOptions lenient, int protocol) => lenient with
    {
        Protocol = protocol,
        BufferCallback = protocol >= 5 ? buffer => !OutOfBand.Contains(buffer) : null,
    };
}
