using Pickling.Model;
using Pickling.Text;
using Xunit;

namespace Pickling.Tests.Graph;

/// <summary>A Python 2 str becomes what CPython 3 makes of it, in every encoding and with every error handler.</summary>
public class ByteStringTests
{
    // pickle.loads(b"U\x06a\xe9\xe2\x82z\xff.", encoding=.., errors=..) of CPython 3.13.
    [Theory]
    [InlineData("ASCII", "ignore", "'az'")]
    [InlineData("ASCII", "replace", @"'a\ufffd\ufffd\ufffdz\ufffd'")]
    [InlineData("ASCII", "surrogateescape", @"'a\udce9\udce2\udc82z\udcff'")]
    [InlineData("ASCII", "backslashreplace", @"'a\\xe9\\xe2\\x82z\\xff'")]
    [InlineData("utf-8", "ignore", "'az'")]
    [InlineData("utf8", "replace", @"'a\ufffd\ufffdz\ufffd'")]
    [InlineData("UTF_8", "surrogateescape", @"'a\udce9\udce2\udc82z\udcff'")]
    [InlineData("utf-8", "backslashreplace", @"'a\\xe9\\xe2\\x82z\\xff'")]
    [InlineData("latin1", "strict", @"'a\xe9\xe2\x82z\xff'")]
    [InlineData("Latin-1", "surrogateescape", @"'a\xe9\xe2\x82z\xff'")]
    [InlineData("iso8859-1", "strict", @"'a\xe9\xe2\x82z\xff'")]
    [InlineData("utf-16-le", "strict", @"'\ue961\u82e2\uff7a'")]
    public void Bytes_that_are_no_text_become_what_errors_says(string encoding, string errors, string expected) =>
        Assert.Equal(expected, PythonRepr.Ascii((string)Load("a\u00e9\u00e2\u0082z\u00ff", encoding, errors)!));

    [Fact]
    public void Text_in_utf8_is_text_beside_escaped_bytes() =>
        Assert.Equal("\u20ac\udcff\U0001f600", Load("\u00e2\u0082\u00ac\u00ff\u00f0\u009f\u0098\u0080", "utf-8", "surrogateescape"));

    [Theory]
    [InlineData("ASCII", "strict", "'latin1'")]
    [InlineData("utf-8", "strict", "0xe9 at 1")]
    [InlineData("ASCII", "sloppy", "strict, ignore, replace, surrogateescape, backslashreplace")]
    [InlineData("klingon", "strict", "RegisterProvider")]
    public void Refusal_says_what_to_set(string encoding, string errors, string words)
    {
        var error = Assert.Throws<PickleException>(() => Load("a\u00e9", encoding, errors));

        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, error.Offset);
    }

    [Fact]
    public void Bytes_stay_bytes_when_asked()
    {
        Assert.Equal(new byte[] { 0xe9 }, Load("\u00e9", "bytes", "strict"));
        Assert.Equal(new PyByteString([0xe9]), Load("\u00e9", "bytestring", "strict"));
    }

    private static object? Load(string latin1, string encoding, string errors)
    {
        byte[] pickle = [(byte)'U', (byte)latin1.Length, .. latin1.Select(c => (byte)c), (byte)'.'];
        return Pickle.Loads(pickle, new PickleOptions { Encoding = encoding, Errors = errors });
    }
}
