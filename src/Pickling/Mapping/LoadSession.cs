using System.Runtime.CompilerServices;
using Pickling.Text;

namespace Pickling.Mapping;

/// <summary>What one typed load shares between its readers: the tape, what was made of it, and repeated texts.</summary>
internal sealed class LoadSession(ValueTape tape, PickleContext? context, PickleOptions options, NaturalValues natural)
{
    // Texts this short are kept, as class names and labels come again and again.
    private const int CachedBytesMax = 40;
    private const int CacheSlots = 256;

    /// <summary>Repeated texts of this length are kept, too: each place takes two bytes of the pickle, and must not take its length of memory.</summary>
    public const int LongBytesMin = 1024;

    // Small loads do without the cache.
    private const int CacheAfter = 32;

    private Dictionary<int, MadeObject>? _made;
    private (long Place, string? Text)[]? _texts;
    private Dictionary<long, string>? _longTexts;
    private Dictionary<long, byte[]>? _arrays;
    private int _repeatedCount;
    private readonly Dictionary<PickleObjectInfo, KeyMatches> _matches = [];
    private KeyMatches? _lastMatches;

    public ValueTape Tape { get; } = tape;

    public PickleOptions Options { get; } = options;

    public NaturalValues Natural { get; } = natural;

    public PickleContext Context { get; } = context ?? PickleContext.BuiltIn;

    /// <summary>Containers that are being read, one in the other.</summary>
    public int Depth { get; set; }

    /// <summary>The source on the heap, for reading that goes on in another thread.</summary>
    public byte[]? SourceCopy { get; set; }

    /// <summary>Natural objects by header, kept by <see cref="NaturalValues"/>.</summary>
    public object? NaturalObjects { get; set; }

    public string Text(in TapeValue value, ReadOnlySpan<byte> source)
    {
        ReadOnlySpan<byte> utf8 = Bytes(value, source);
        if ((value.Flags & TapeFlags.Repeated) != 0 && utf8.Length >= LongBytesMin)
        {
            return LongText(value.Place, utf8);
        }

        return (value.Flags & TapeFlags.Repeated) == 0 || utf8.Length > CachedBytesMax || ++_repeatedCount <= CacheAfter
            ? SurrogateUtf8.Decode(utf8)
            : Cached(value, utf8);
    }

    /// <summary>Bytes as an array: one array where the pickle has one object in several places.</summary>
    public byte[] Array(in TapeValue value, ReadOnlySpan<byte> source)
    {
        bool isReused = Tape.IsReused(value);
        if (isReused && _arrays is not null && _arrays.TryGetValue(value.Place, out byte[]? array))
        {
            return array;
        }

        ReadOnlySpan<byte> bytes = Bytes(value, source);
        array = GC.AllocateUninitializedArray<byte>(bytes.Length);
        bytes.CopyTo(array);
        if (isReused)
        {
            (_arrays ??= []).Add(value.Place, array);
        }

        return array;
    }

    /// <summary>What a text or bytes node holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Bytes(scoped in TapeValue value, ReadOnlySpan<byte> source) =>
        (value.Flags & (TapeFlags.Copied | TapeFlags.Adopted)) == 0
            ? source.Slice((int)value.High, value.Low)
            : OwnBytes(value);

    /// <summary>The object that was made of a shared container, when there is one of this type.</summary>
    public bool TryGetMade<T>(int header, out T? made)
    {
        made = default;
        if (_made is null || !_made.TryGetValue(header, out MadeObject? entry))
        {
            return false;
        }

        for (MadeObject? at = entry; at is not null; at = at.Next)
        {
            if (at.Value is T value)
            {
                made = value;
                return true;
            }
        }

        return false;
    }

    /// <summary>Notes that a shared container is being made into a type; false when it already is.</summary>
    public bool BeginMaking(int header, Type type)
    {
        _made ??= [];
        _made.TryGetValue(header, out MadeObject? first);
        for (MadeObject? at = first; at is not null; at = at.Next)
        {
            if (at.Type == type && at.Value is null)
            {
                return false;
            }
        }

        _made[header] = new MadeObject { Type = type, Next = first };
        return true;
    }

    /// <summary>Keeps what was made of a shared container, complete or not.</summary>
    public void Made(int header, Type type, object? value)
    {
        _made ??= [];
        _made.TryGetValue(header, out MadeObject? first);
        for (MadeObject? at = first; at is not null; at = at.Next)
        {
            if (at.Value is null && (at.Type == type || type.IsAssignableTo(at.Type)))
            {
                at.Value = value;
                return;
            }
        }

        _made[header] = new MadeObject { Type = type, Value = value, Next = first };
    }

    /// <summary>Keeps what was made of a shared container in the end, unless it is kept already.</summary>
    public void Finished(int header, Type type, object? value)
    {
        for (MadeObject? at = _made![header]; at is not null; at = at.Next)
        {
            if (ReferenceEquals(at.Value, value))
            {
                return;
            }
        }

        Made(header, type, value);
    }

    /// <summary>Which member each key of a class's state was, the last time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public KeyMatches MatchesOf(PickleObjectInfo info)
    {
        KeyMatches? last = _lastMatches;
        return last is not null && ReferenceEquals(last.Info, info) ? last : MatchesSlow(info);
    }

    private KeyMatches MatchesSlow(PickleObjectInfo info)
    {
        if (!_matches.TryGetValue(info, out KeyMatches? matches))
        {
            matches = new KeyMatches(info);
            _matches.Add(info, matches);
        }

        return _lastMatches = matches;
    }

    private ReadOnlySpan<byte> OwnBytes(scoped in TapeValue value) => (value.Flags & TapeFlags.Copied) != 0
        ? Tape.Copied.Slice((int)value.High, value.Low)
        : Tape.Payload(value.Low);

    private string Cached(in TapeValue value, ReadOnlySpan<byte> utf8)
    {
        // One place of the source is one text; two texts that begin at one place have one length.
        _texts ??= new (long, string?)[CacheSlots];
        long place = value.Place;
        ref (long Place, string? Text) slot = ref _texts[(int)((ulong)(place * -7046029254386353131L) >> 56)];
        if (slot.Place != place || slot.Text is null)
        {
            slot = (place, SurrogateUtf8.Decode(utf8));
        }

        return slot.Text;
    }

    private string LongText(long place, ReadOnlySpan<byte> utf8)
    {
        _longTexts ??= [];
        if (!_longTexts.TryGetValue(place, out string? text))
        {
            _longTexts.Add(place, text = SurrogateUtf8.Decode(utf8));
        }

        return text;
    }

    private sealed class MadeObject
    {
        public required Type Type { get; init; }

        public object? Value { get; set; }

        public MadeObject? Next { get; init; }
    }
}
