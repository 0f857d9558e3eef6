using System.Reflection;
using System.Xml.Linq;
using Pickling.Tests.Corpus;
using PublicApiGenerator;
using Xunit;

namespace Pickling.Api.Tests;

/// <summary>What a package offers changes only where someone means it to: each has a committed list of it.</summary>
/// <remarks>
/// The list of a package is <c>src/Package/PublicApi.txt</c>. After a change that is meant, run the tests once with
/// PICKLING_UPDATE_SNAPSHOTS=1, and look at what the commit then shows: a line that goes away breaks programs.
/// </remarks>
public sealed class PublicApiTests
{
    private const int LinesShown = 40;

    private static readonly ApiGeneratorOptions Shape = new()
    {
        IncludeAssemblyAttributes = false,

        // It names a class of the compiler's.
        ExcludeAttributes = ["System.Runtime.CompilerServices.AsyncIteratorStateMachineAttribute"],
    };

    public static TheoryData<string> Packages =>
        [.. Directory.EnumerateFiles(AppContext.BaseDirectory, "Pickling*.dll")
            .Select(static path => Path.GetFileNameWithoutExtension(path))
            .Where(static name => name != "Pickling.TestSupport" && !name.EndsWith(".Tests", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    private static bool IsUpdating => Environment.GetEnvironmentVariable("PICKLING_UPDATE_SNAPSHOTS") == "1";

    [Theory]
    [MemberData(nameof(Packages))]
    public void Public_members_are_those_of_the_committed_list(string package)
    {
        string path = Path.Combine(Repository.Root, "src", package, "PublicApi.txt");
        string actual = Assembly.Load(package).GeneratePublicApi(Shape)
            .ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
        if (IsUpdating)
        {
            File.WriteAllText(path, actual);
        }

        string[] difference = [.. Difference(File.Exists(path) ? File.ReadAllText(path) : "", actual)];

        Assert.True(
            difference.Length == 0,
            $"the public members of {package} are not those of src/{package}/PublicApi.txt; if the change is meant, run this once with PICKLING_UPDATE_SNAPSHOTS=1\n"
            + string.Join('\n', difference.Take(LinesShown)));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void Every_public_type_is_told_in_a_sentence(string package)
    {
        XDocument comments = XDocument.Load(Path.Combine(AppContext.BaseDirectory, package + ".xml"));
        Dictionary<string, string> summaries = comments.Descendants("member").ToDictionary(
            static member => member.Attribute("name")!.Value,
            static member => member.Element("summary")?.Value.Trim() ?? "");

        string[] untold = [.. Assembly.Load(package).GetExportedTypes()
            .Select(static type => "T:" + type.FullName!.Replace('+', '.'))
            .Where(name => !summaries.TryGetValue(name, out string? summary) || !(summary.EndsWith('.') || summary.EndsWith(')')))];

        Assert.Empty(untold);
    }

    [Fact]
    public void Every_package_is_looked_at()
    {
        string[] projects = [.. Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src"))
            .Select(static folder => Path.GetFileName(folder))
            .Where(static name => name is not "Pickling.Cli" and not "Pickling.SourceGenerator")
            .Where(static name => File.Exists(Path.Combine(Repository.Root, "src", name, name + ".csproj")))
            .Order(StringComparer.Ordinal)];

        Assert.Equal(projects, Packages.Select(static row => row.Data));
    }

    // Lines that are on one side only, each with the type that it is in.
    private static IEnumerable<string> Difference(string expected, string actual)
    {
        string[] before = [.. Lines(expected)];
        string[] after = [.. Lines(actual)];
        return before.Except(after).Select(static line => "- " + line).Concat(after.Except(before).Select(static line => "+ " + line));
    }

    private static IEnumerable<string> Lines(string text)
    {
        string type = "";
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string plain = line.Trim();
            if (plain is "{" or "}")
            {
                continue;
            }

            if (line.StartsWith("    public ", StringComparison.Ordinal))
            {
                type = plain;
            }

            yield return line.StartsWith("        ", StringComparison.Ordinal) ? $"{type} ... {plain}" : plain;
        }
    }
}
