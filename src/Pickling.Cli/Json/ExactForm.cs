using System.Text;
using Pickling.Cli.Input;
using Pickling.Machine;

namespace Pickling.Cli.Json;

/// <summary>
/// What exact JSON says of a pickle, so that the same bytes come back: the value, whose bytes they are, and the bytes
/// themselves when no known CPython writes them.
/// </summary>
/// <param name="Value">The value, loaded as the form says.</param>
/// <param name="Protocol">The protocol.</param>
internal sealed record ExactForm(object? Value, int Protocol)
{
    // Larger pickles take long to read back.
    private const int CheckedBytesMax = 1024 * 1024;

    /// <summary>The CPython that writes these bytes.</summary>
    internal CPythonProfile Profile { get; init; } = Newest;

    /// <summary>Whether names of Python 2 were translated.</summary>
    internal bool FixImports { get; init; } = true;

    /// <summary>The bytes, when no CPython writes them; else null.</summary>
    internal byte[]? Original { get; init; }

    /// <summary>The profile of which exact JSON says nothing.</summary>
    internal static CPythonProfile Newest => CPythonProfile.All[^1];

    /// <summary>Finds out whose bytes a pickle has.</summary>
    /// <param name="pickle">The pickle, loaded with the options.</param>
    /// <param name="bytes">What it was loaded from.</param>
    /// <param name="options">How it was loaded.</param>
    internal static ExactForm Of(LoadedPickle pickle, byte[] bytes, PickleOptions options)
    {
        var translated = new ExactForm(pickle.Value, pickle.Protocol);
        var form = translated.Matching(bytes, options)
            ?? (pickle.Protocol < 3 ? translated.Untranslated(bytes, options).Matching(bytes, options) : null);
        return form?.ComesBack(bytes, options) == true ? form : (form ?? translated) with { Original = bytes };
    }

    /// <summary>The bytes of the value in this form.</summary>
    /// <exception cref="PicklingException">The profile or protocol cannot hold the value.</exception>
    internal byte[] Dump(PickleOptions options) =>
        Pickle.Dumps(Value, ToolOptions.ForDump(options, Protocol) with { Profile = Profile, FixImports = FixImports });

    // Names of Python 2 that are translated need not have one translation back.
    private ExactForm Untranslated(byte[] bytes, PickleOptions options) =>
        this with { Value = Pickle.Loads(bytes, options with { FixImports = false }), FixImports = false };

    // A bytearray that was made by a call remembers the class that was called, and JSON does not.
    private bool ComesBack(byte[] bytes, PickleOptions options)
    {
        if (bytes.Length > CheckedBytesMax && bytes.AsSpan().IndexOf("bytearray"u8) < 0)
            return true;
        var text = new StringWriter();
        new ExactJsonWriter(new JsonText(text, isCompact: true)).Write(this);
        var document = new JsonParser(Encoding.UTF8.GetBytes(text.ToString())).Read();
        return ExactJsonReader.Read(document, options).Dump(options).AsSpan().SequenceEqual(bytes);
    }

    private ExactForm? Matching(byte[] bytes, PickleOptions options)
    {
        foreach (var profile in CPythonProfile.All.Reverse().Where(profile => profile.HighestProtocol >= Protocol))
        {
            var candidate = this with { Profile = profile };
            try
            {
                if (candidate.Dump(options).AsSpan().SequenceEqual(bytes))
                    return candidate;
            }
            catch (PicklingException)
            {
                // A value of another protocol than the header says, such as a buffer below protocol 5.
            }
        }

        return null;
    }
}
