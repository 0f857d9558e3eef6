using System.Text.RegularExpressions;
using Pickling.Tests.Corpus;
using Xunit;

namespace Pickling.Samples.Tests;

/// <summary>docs/parity.md leaves nothing out, and what it says is shown by a test is.</summary>
public sealed partial class ParityTests
{
    private static readonly (string Letter, int Count)[] Sections =
        [("A", 31), ("B", 26), ("C", 15), ("D", 10), ("O", 68), ("F", 7), ("G", 10), ("H", 3), ("I", 5), ("J", 3), ("K", 1)];

    private static string[][] Rows { get; } =
        [.. Row().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "parity.md")))
            .Select(row => (string[])[row.Groups["item"].Value, row.Groups["state"].Value.Trim(), row.Groups["shown"].Value.Trim()])];

    [Fact]
    public void Every_item_of_the_list_has_one_row_in_order()
    {
        IEnumerable<string> expected = Sections.SelectMany(section => Enumerable.Range(1, section.Count).Select(number => section.Letter + number));

        Assert.Equal(expected, Rows.Select(row => row[0]));
    }

    [Fact]
    public void Every_row_names_a_test_that_exists_or_says_why_not()
    {
        Dictionary<string, string> tests = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .GroupBy(path => Path.GetFileNameWithoutExtension(path))
            .ToDictionary(group => group.Key, group => string.Concat(group.Select(File.ReadAllText)));

        Assert.All(Rows, row =>
        {
            if (row[2] == "-")
            {
                Assert.StartsWith("not applicable to .NET: ", row[1], StringComparison.Ordinal);
                return;
            }

            string[] test = row[2].Trim('`').Split('.');
            Assert.True(
                tests.TryGetValue(test[0], out string? source)
                    && Regex.IsMatch(source, $@"public (async )?(void|Task) {Regex.Escape(test[1])}\("),
                $"{row[0]}: there is no test {row[2]}");
        });
    }

    [GeneratedRegex(@"^\| (?<item>[A-Z]\d+) \|.*\| (?<state>[^|]+) \| (?<shown>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
