namespace Pickling.Interop.Tests.Peers;

/// <summary>Where the files of the checkout stand; tests read them in place.</summary>
internal static class Repository
{
    /// <summary>The folder of <c>Pickling.slnx</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Scripts that the peers run.</summary>
    public static string Peers { get; } = Path.Combine(Root, "tests", "Pickling.Interop.Tests", "Peers");

    /// <summary>Pickles that real CPythons made.</summary>
    public static string Corpus { get; } = Path.Combine(Root, "tests", "corpus");

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
