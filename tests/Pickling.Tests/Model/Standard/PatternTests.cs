using System.Text.RegularExpressions;
using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Model.Standard;

/// <summary>Patterns of Python's re mean the same as Regex, or are refused with the reason. CPython 3.13 gave the expected matches.</summary>
public sealed class PatternTests
{
    private const int IgnoreCase = 2;
    private const int Multiline = 8;
    private const int DotAll = 16;
    private const int Verbose = 64;
    private const int Ascii = 256;

    // What re.findall gives, as whole matches.
    [Theory]
    [InlineData(@"\d+", 0, "a12 ٣٤", "12|٣٤")]
    [InlineData(@"\d+", Ascii, "a12 ٣٤", "12")]
    [InlineData(@"\w+", 0, "né_1 ² a\u0301", "né_1|²|a")]
    [InlineData(@"\w+", Ascii, "né_1", "n|_1")]
    [InlineData(@"\W", 0, "a-é", "-")]
    [InlineData(@"\s", 0, "a\u001cb\u00a0", "\u001c|\u00a0")]
    [InlineData(@"\s", Ascii, "a\u001cb\u00a0 ", " ")]
    [InlineData(@"\S+", 0, "a\u001cb", "a|b")]
    [InlineData(@"[\s\S]", 0, "a\u001c", "a|\u001c")]
    [InlineData(@"[^\S\n]+", 0, "a \n\t", " |\t")]
    [InlineData(@"[\W\d]+", 0, "ab1-2c", "1-2")]
    [InlineData(@"\bis\b", 0, "this is", "is")]
    [InlineData(@"\bé\w", 0, "éa", "éa")]
    [InlineData(@"a\Z", 0, "a\n", "")]
    [InlineData("a$", 0, "a\n", "a")]
    [InlineData("^a", Multiline, "a\na", "a|a")]
    [InlineData("a.b", 0, "a\rb a\nb", "a\rb")]
    [InlineData("a.b", DotAll, "a\nb", "a\nb")]
    [InlineData("(?P<q>['\"])x(?P=q)", 0, "'x' \"x'", "'x'")]
    [InlineData(@"(a)(b)\2\1", 0, "abba", "abba")]
    [InlineData("a{,2}b", 0, "aaab", "aab")]
    [InlineData("a{2}", 0, "aaa", "aa")]
    [InlineData("a{x}{}", 0, "a{x}{}", "a{x}{}")]
    [InlineData(@"\0\101\x41\u0041", 0, "\0AAA", "\0AAA")]
    [InlineData("[]a[-]+", 0, "]a[-b", "]a[-")]
    [InlineData("[a-c-[b]]+", 0, "b]]", "b]]")]
    [InlineData(@"[\b\x08]", 0, "\b", "\b")]
    [InlineData("(?i)AB", 0, "ab", "ab")]
    [InlineData("a(?i:b)", 0, "aB AB", "aB")]
    [InlineData("AB", IgnoreCase, "ab", "ab")]
    [InlineData("a b # c\n  +", Verbose, "abb", "abb")]
    [InlineData(@"a\ [ ]b", Verbose, "a  b", "a  b")]
    [InlineData("a(?#comment)b", 0, "ab", "ab")]
    [InlineData("(a)?(?(1)b|c)", 0, "ab c", "ab|c")]
    [InlineData("(?<=a)b(?!c)", 0, "ab abc", "b")]
    [InlineData("(?>a+)b", 0, "aab", "aab")]
    [InlineData("😀+", 0, "x😀😀", "😀😀")]
    [InlineData("#&~", 0, "#&~", "#&~")]
    public void Pattern_matches_what_it_matches_in_Python(string pattern, int flags, string text, string expected)
    {
        Regex regex = PyValue.At<Regex>(PythonLibrary.Pattern(pattern, flags));

        Assert.Equal(expected, string.Join('|', regex.Matches(text).Select(match => match.Value)));
    }

    [Theory]
    [InlineData("(?P<a>x)(y)", "numbers them differently")]
    [InlineData("a*+", "possessive")]
    [InlineData(@"\N{DIGIT ONE}", "Unicode name")]
    [InlineData("[😀]", "beyond the BMP")]
    [InlineData("a(?x: b)", "changes its flags")]
    [InlineData("(?L)a", "locale")]
    [InlineData("(a", "none of .NET's")]
    [InlineData("[a", "without an end")]
    [InlineData("a\\", "backslash")]
    public void Pattern_that_means_something_else_in_dotnet_is_refused_with_the_reason(string pattern, string reason) =>
        Assert.Contains(reason, Assert.Throws<PickleException>(() => PyValue.At<Regex>(PythonLibrary.Pattern(pattern))).Message, StringComparison.Ordinal);

    [Fact]
    public void Deep_patterns_are_refused() =>
        Assert.Throws<PickleException>(() => PyValue.At<Regex>(PythonLibrary.Pattern(new string('(', 100_000) + new string(')', 100_000))));
}
