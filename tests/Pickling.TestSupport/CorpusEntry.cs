using Pickling.Model;

namespace Pickling.Tests.Corpus;

/// <summary>A pickle that real CPythons wrote: one row of <c>corpus.jsonl</c>.</summary>
public sealed class CorpusEntry
{
    /// <summary>Name of the case, such as <c>cycle:tuple-2</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Protocol, 0 to 5.</summary>
    public required int Protocol { get; init; }

    /// <summary>The versions whose C pickler wrote exactly these bytes.</summary>
    public required IReadOnlyList<string> Versions { get; init; }

    /// <summary>The value as Python source.</summary>
    public required string Source { get; init; }

    /// <summary>The pickle, or several behind each other.</summary>
    public required byte[] Bytes { get; init; }

    /// <summary>Whether the bytes are several pickles.</summary>
    public bool Several { get; init; }

    /// <summary>Classes by extension code.</summary>
    public IReadOnlyDictionary<int, PyGlobal> Extensions { get; init; } = new Dictionary<int, PyGlobal>();

    /// <summary>Out-of-band buffers.</summary>
    public IReadOnlyList<PickleBuffer> Buffers { get; init; } = [];

    /// <summary>Whether only CPython 2.7 wrote it: its <c>str</c> values are bytes then, and names stay Python 2's.</summary>
    public bool IsPython2 => Versions is ["2.7"];

    /// <summary>The options under which loading loses nothing.</summary>
    public PickleOptions LoadOptions => new()
    {
        Encoding = IsPython2 ? "bytestring" : "ASCII",
        FixImports = !IsPython2,
        Extensions = Extensions,
        Buffers = Buffers.Count > 0 ? Buffers : null,
    };

    /// <summary>The options that ask for the same form again; out-of-band buffers stay out of band.</summary>
    public PickleOptions DumpOptions => new()
    {
        Protocol = Protocol,
        FixImports = !IsPython2,
        Extensions = Extensions,
        BufferCallback = Buffers.Count > 0 ? _ => false : null,
    };

    /// <summary>What a failure shows.</summary>
    public override string ToString() => $"{Name}, protocol {Protocol}, CPython {string.Join(' ', Versions)}, {Bytes.Length} bytes {Shown()}";

    private string Shown() => Bytes.Length <= 200 ? Convert.ToHexString(Bytes) : Convert.ToHexString(Bytes.AsSpan(0, 200)) + "...";
}
