namespace Pickling.SourceGenerator.Tests;

/// <summary>Where the files of the checkout stand; tests read them in place.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Pickling.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("the tests run inside a checkout");
        }

        return folder.FullName;
    }
}
