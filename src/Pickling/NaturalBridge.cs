using Pickling.Graph;
using Pickling.Machine;
using Pickling.Mapping;
using Pickling.Model;

namespace Pickling;

/// <summary>Connects typed loads and dumps with the natural graph; of the layers only the front door may know both.</summary>
internal sealed class NaturalBridge : NaturalValues
{
    public static NaturalBridge Instance { get; } = new();

    public override object? Read(LoadSession session, in TapeValue value, ReadOnlySpan<byte> source)
    {
        var replay = (TapeReplay<GraphValue, GraphSink>?)session.NaturalObjects;
        if (replay is null)
        {
            replay = new TapeReplay<GraphValue, GraphSink>(session, new GraphSink(WithoutRenames(session.Options)));
            session.NaturalObjects = replay;
        }

        return replay.Make(value, source).ToObject();
    }

    public override object DecodeByteString(ReadOnlySpan<byte> value, PickleOptions options) =>
        new ByteStringDecoder(options.Encoding, options.Errors).Decode(value);

    public override NaturalWriter CreateWriter(PickleEmitter emitter, PickleOptions options) => new Writer(emitter, options);

    // The tape holds the names as they are after renames, which are not to be renamed again.
    private static PickleOptions WithoutRenames(PickleOptions options)
    {
        if (options.FindClass is null && !options.TypeMap.HasRenames)
        {
            return options;
        }

        PickleTypeMap classes = options.TypeMap.Classes.Aggregate(PickleTypeMap.Empty, static (map, mapping) => map.Add(mapping));
        return options with { FindClass = null, TypeMap = classes };
    }

    private sealed class Writer(PickleEmitter emitter, PickleOptions options) : NaturalWriter
    {
        private readonly GraphWalker _walker = new(emitter, options);

        public override void Write(object? value, ref ObjectMemo memo) => _walker.WriteInto(value, ref memo);
    }
}
