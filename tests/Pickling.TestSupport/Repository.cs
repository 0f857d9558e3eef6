namespace Pickling.Tests.Corpus;

/// <summary>Where the files of the checkout stand; tests read them in place.</summary>
public static class Repository
{
    /// <summary>The folder of <c>Pickling.slnx</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Pickles that real CPythons made, and the Python that made them.</summary>
    public static string CorpusFolder { get; } = Path.Combine(Root, "tests", "corpus");

    private static string FindRoot()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Pickling.slnx")))
            {
                return folder;
            }
        }

        throw new InvalidOperationException("The tests run inside a checkout: no Pickling.slnx above " + AppContext.BaseDirectory);
    }
}
