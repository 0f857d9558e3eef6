using System.IO.Compression;
using System.Text.Json.Nodes;
using Pickling.Model;
using Xunit;

namespace Pickling.Tests.Corpus;

/// <summary>The corpus: what real CPythons from 2.7 to 3.15 wrote, as <c>tests/corpus/generate.py</c> keeps it.</summary>
public static class CorpusFile
{
    /// <summary>The versions in the corpus, oldest first.</summary>
    public static IReadOnlyList<string> Versions { get; } =
        ["2.7", "3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14", "3.15"];

    /// <summary>Every entry, in the order of the file.</summary>
    public static IReadOnlyList<CorpusEntry> Entries { get; } = Read();

    private static readonly ILookup<string, CorpusEntry> ByName = Entries.ToLookup(entry => entry.Name);

    /// <summary>The name of every case, for theories.</summary>
    public static TheoryData<string> Names() => [.. ByName.Select(group => group.Key)];

    /// <summary>The entries of one case: one for each protocol and distinct bytes.</summary>
    public static IEnumerable<CorpusEntry> Of(string name) => ByName[name];

    private static CorpusEntry[] Read() =>
        [.. File.ReadLines(Path.Combine(Repository.CorpusFolder, "corpus.jsonl")).Select(line => Parse(JsonNode.Parse(line)!.AsObject()))];

    private static CorpusEntry Parse(JsonObject row) => new()
    {
        Name = (string)row["name"]!,
        Protocol = (int)row["protocol"]!,
        Versions = [.. ((string)row["versions"]!).Split(' ').SelectMany(Span)],
        Source = (string)row["source"]!,
        Bytes = row["data"] is { } data ? Convert.FromBase64String((string)data!) : Inflate(Convert.FromBase64String((string)row["zlib"]!)),
        Several = row["several"] is not null,
        Extensions = row["extensions"] is JsonObject extensions
            ? extensions.ToDictionary(pair => int.Parse(pair.Key, null), pair => Global((string)pair.Value!))
            : new Dictionary<int, PyGlobal>(),
        Buffers = row["buffers"] is JsonArray buffers ? [.. buffers.Select(buffer => Buffer(buffer!.AsObject()))] : [],
    };

    // "3.8-3.12" or "3.6".
    private static IEnumerable<string> Span(string span)
    {
        string[] ends = span.Split('-');
        return Versions.SkipWhile(version => version != ends[0]).TakeWhile(version => version != ends[^1]).Append(ends[^1]);
    }

    private static byte[] Inflate(byte[] data)
    {
        using var source = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress);
        var target = new MemoryStream();
        source.CopyTo(target);
        return target.ToArray();
    }

    private static PyGlobal Global(string words)
    {
        string[] parts = words.Split(' ');
        return new PyGlobal(parts[0], parts[1]);
    }

    private static PickleBuffer Buffer(JsonObject row)
    {
        byte[] data = Convert.FromBase64String((string)row["data"]!);
        return (bool)row["readonly"]! ? new PickleBuffer(new ReadOnlyMemory<byte>(data)) : new PickleBuffer(new Memory<byte>(data));
    }
}
