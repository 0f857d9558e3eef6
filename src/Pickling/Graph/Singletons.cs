namespace Pickling.Graph;

/// <summary>
/// Values that CPython keeps one object of, which shows in the bytes: text of at most one Latin-1 character, bytes of at
/// most one byte, and the name <c>latin1</c> in the calls that stand for bytes below protocol 3.
/// </summary>
internal static class Singletons
{
    /// <summary>The codec's name in <c>_codecs.encode(text, 'latin1')</c>: an interned constant of CPython.</summary>
    public const string Latin1 = "latin1";

    private static readonly string[] Texts = [.. Enumerable.Range(0, 256).Select(code => ((char)code).ToString())];
    private static readonly byte[][] OneByte = [.. Enumerable.Range(0, 256).Select(code => new[] { (byte)code })];

    public static string Of(string text) => text.Length switch
    {
        0 => "",
        1 when text[0] < Texts.Length => Texts[text[0]],
        _ => text == Latin1 ? Latin1 : text,
    };

    public static byte[] Of(byte[] bytes) => bytes.Length == 0 ? Array.Empty<byte>() : OneByte[bytes[0]];
}
