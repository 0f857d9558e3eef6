using System.Collections.ObjectModel;
using Pickling.Machine;
using Pickling.Model;
using Pickling.Wire;

namespace Pickling;

/// <summary>How to dump and load; immutable, safe to share between threads.</summary>
public sealed record PickleOptions
{
    /// <summary>The newest protocol, and the default: 5.</summary>
    public const int HighestProtocol = 5;

    /// <summary>The options used when none are given.</summary>
    public static PickleOptions Default { get; } = new();

    /// <summary>Protocol to write, 0 to 5; a negative number means the highest. Default 5, as in CPython 3.14 and later.</summary>
    public int Protocol { get; init; } = HighestProtocol;

    /// <summary>Which CPython's bytes to write. Default: 3.15.</summary>
    public CPythonProfile Profile { get; init; } = CPythonProfile.Python315;

    /// <summary>
    /// Below protocol 3, translate names between Python 2 and Python 3 (<c>__builtin__</c> and <c>builtins</c>), on
    /// both load and dump. Default true, as in Python.
    /// </summary>
    public bool FixImports { get; init; } = true;

    /// <summary>
    /// How Python 2 <c>str</c> values (STRING, BINSTRING, SHORT_BINSTRING) become text: <c>ASCII</c> (default),
    /// <c>latin1</c>, <c>utf-8</c> or any encoding .NET knows (<c>cp1252</c> and its like once
    /// <c>CodePagesEncodingProvider</c> is registered); <c>bytes</c> keeps them as <c>byte[]</c>;
    /// <c>bytestring</c> keeps them as <see cref="PyByteString"/>, which is written back as it was.
    /// </summary>
    public string Encoding { get; init; } = "ASCII";

    /// <summary>
    /// What to do with bytes that <see cref="Encoding"/> cannot decode, in Python's words: <c>strict</c> (default),
    /// <c>ignore</c>, <c>replace</c>, <c>surrogateescape</c> (of ASCII and UTF-8), <c>backslashreplace</c>.
    /// </summary>
    public string Errors { get; init; } = "strict";

    /// <summary>Bounds on what a pickle may ask for.</summary>
    public PickleLimits Limits { get; init; } = PickleLimits.Default;

    /// <summary>
    /// Resolves a persistent id on load to the object it stands for. Default null: the id stays a
    /// <see cref="PersistentReference"/>, which is written back as it was.
    /// </summary>
    public Func<object?, object?>? PersistentLoad { get; init; }

    /// <summary>
    /// Whether values of Python's standard library that a .NET value holds exactly become that value on load: naive
    /// <c>datetime</c> a <see cref="DateTime"/>, <c>UUID</c> a <see cref="Guid"/> and so on; and whether the calls by which
    /// protocols 0 and 1 make plain objects are read as these objects. Default true; false keeps all of them as the
    /// <see cref="PyObject"/> that the pickle says, with every identity.
    /// </summary>
    public bool ConvertStandardLibrary { get; init; } = true;

    /// <summary>Which .NET types stand for which Python classes, on load and dump, and which classes have new names. Default: none.</summary>
    public PickleTypeMap TypeMap { get; init; } = PickleTypeMap.Empty;

    /// <summary>
    /// Sees every class or function that a pickle names, after renames, and gives the one to use: the same, another, or a
    /// <see cref="PickleException"/> to refuse the pickle. Default null: any name is taken, as data.
    /// </summary>
    public Func<PyGlobal, PyGlobal>? FindClass { get; init; }

    /// <summary>
    /// Gives an object of a dump a persistent id, which is written in its place; null for objects that are written as
    /// they are. Asked for every object (numbers, strings, keys and arguments too), before the memo. Default null.
    /// </summary>
    public Func<object?, object?>? PersistentId { get; init; }

    /// <summary>
    /// Gives the form in which to write an object (a <see cref="PyObject"/> or <see cref="PyGlobal"/>), or null for the
    /// usual one. Asked for everything but None, bool, int, float, str, bytes, bytearray, tuples, lists, dicts and sets, and
    /// before <see cref="TypeMap"/>. Default null.
    /// </summary>
    public Func<object, object?>? ReducerOverride { get; init; }

    /// <summary>
    /// Writes no memo at all: smaller, but what is shared is written again each time, and cycles are refused. Default false;
    /// deprecated in Python too.
    /// </summary>
    public bool Fast { get; init; }

    /// <summary>Classes by extension code (EXT1, EXT2, EXT4: <c>copyreg.add_extension</c>); used on load and, from protocol 2, on dump.</summary>
    public IReadOnlyDictionary<int, PyGlobal> Extensions { get; init; } = ReadOnlyDictionary<int, PyGlobal>.Empty;

    /// <summary>
    /// Out-of-band buffers for loading, in the order in which the pickle asks for them (NEXT_BUFFER); of several pickles
    /// that are loaded together, each goes on where the one before ended.
    /// </summary>
    public IEnumerable<PickleBuffer>? Buffers { get; init; }

    /// <summary>
    /// Called on dump with each <see cref="PickleBuffer"/>: false takes it out of band (the caller transports it),
    /// true leaves it in the pickle. Needs protocol 5.
    /// </summary>
    public Func<PickleBuffer, bool>? BufferCallback { get; init; }

    /// <summary>Told about the progress of long loads and dumps, about once a megabyte.</summary>
    public IProgress<PickleProgress>? Progress { get; init; }
}
