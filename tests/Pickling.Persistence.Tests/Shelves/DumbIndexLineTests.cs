using System.Text;
using Pickling.Persistence.Shelves;
using Xunit;

namespace Pickling.Persistence.Tests.Shelves;

public sealed class DumbIndexLineTests
{
    [Theory]
    [InlineData("key", "'key'")]
    [InlineData("it's", "\"it's\"")]
    [InlineData("it's \"it\"", "'it\\'s \"it\"'")]
    [InlineData("a\\b\n\r\t\0\u007f\u0085\u00a0\u00ad\u00e9", "'a\\\\b\\n\\r\\t\\x00\\x7f\\x85\\xa0\\xad\u00e9'")]
    [InlineData("", "''")]
    public void Key_is_pythons_repr_and_reads_again(string key, string repr)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(key);
        string line = DumbIndexLine.Format(bytes, new DumbEntry(1024, 77));

        Assert.Equal($"{repr}, (1024, 77)\n", line);
        Assert.True(DumbIndexLine.TryParse(Encoding.Latin1.GetBytes(line.TrimEnd('\n')), out byte[] parsed, out DumbEntry entry));
        Assert.Equal(bytes, parsed);
        Assert.Equal(new DumbEntry(1024, 77), entry);
    }

    [Theory]
    [InlineData("u'k', (0, 5)", true)]
    [InlineData("b\"k\", (0, 5)", true)]
    [InlineData("'k', (0, 5", false)]
    [InlineData("'k', (0,)", false)]
    [InlineData("'k', (-1, 5)", false)]
    [InlineData("'k', (0, -5)", false)]
    [InlineData("'k', (9223372036854775807, 5)", false)]
    [InlineData("'k', (0, 5) ", false)]
    [InlineData("'k, (0, 5)", false)]
    [InlineData("'k\\", false)]
    [InlineData("'k\\x4', (0, 5)", false)]
    [InlineData("'k\\xzz', (0, 5)", false)]
    [InlineData("'k\\q', (0, 5)", false)]
    [InlineData("u", false)]
    [InlineData("", false)]
    public void Line_is_read_only_when_a_python_may_have_written_it(string line, bool isGood) =>
        Assert.Equal(isGood, DumbIndexLine.TryParse(Encoding.Latin1.GetBytes(line), out _, out _));
}
