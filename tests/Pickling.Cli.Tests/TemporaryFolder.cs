namespace Pickling.Cli.Tests;

/// <summary>A folder for one test, gone with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("pickling-").FullName;

    /// <summary>Path of a file in the folder.</summary>
    internal string this[string name] => Path.Combine(_path, name);

    /// <summary>Writes a file, in folders as needed, and gives its path.</summary>
    internal string Write(string name, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(this[name])!);
        File.WriteAllBytes(this[name], content);
        return this[name];
    }

    /// <summary>Names of the files directly in the folder, sorted.</summary>
    internal IEnumerable<string> Files => Directory.GetFiles(_path).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
