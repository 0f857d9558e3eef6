using System.Text;
using Pickling.Text;
using Pickling.Tools;
using Xunit;

namespace Pickling.Tests.Tools;

public class UnicodeAgeTests
{
    [Fact]
    public void Unicode_16_brought_5185_printable_characters()
    {
        var newer = Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(value => new Rune(value))
            .Where(UnicodeAge.IsNewerThanPython313).ToList();

        // https://www.unicode.org/versions/Unicode16.0.0: "adds 5185 characters".
        Assert.Equal(5185, newer.Count);
        Assert.All(newer, character => Assert.Equal($"'{character}'", PythonRepr.Str(character.ToString())));
    }
}
