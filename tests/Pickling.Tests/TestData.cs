namespace Pickling.Tests;

/// <summary>Files that stand beside the tests, with the script that made them, and travel inside the assembly.</summary>
internal static class TestData
{
    internal static Stream Open(string fileName) =>
        typeof(TestData).Assembly.GetManifestResourceStream(fileName) ??
        throw new FileNotFoundException($"no resource {fileName} in the test assembly");

    internal static string ReadText(string fileName)
    {
        using var reader = new StreamReader(Open(fileName));
        return reader.ReadToEnd();
    }
}
