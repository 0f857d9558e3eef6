using Pickling.Mapping;

namespace Pickling.Persistence.Files;

/// <summary>The one place where a <c>T</c> becomes a pickle and a pickle a <c>T</c>.</summary>
/// <param name="Options">Options of the pickles.</param>
/// <param name="Context">The converters, or null for the natural types and reflection.</param>
internal readonly record struct ValueCodec(PickleOptions Options, PickleContext? Context)
{
    public byte[] Dumps<T>(T value) => Context is null ? Pickle.Dumps(value, Options) : Pickle.Dumps(value, Context, Options);

    public void Dump<T>(T value, Stream target)
    {
        if (Context is null)
        {
            Pickle.Dump(value, target, Options);
        }
        else
        {
            Pickle.Dump(value, target, Context, Options);
        }
    }

    public T Loads<T>(ReadOnlySpan<byte> pickle) => Context is null ? Pickle.Loads<T>(pickle, Options) : Pickle.Loads<T>(pickle, Context, Options);

    public T Load<T>(Stream source) => Context is null ? Pickle.Load<T>(source, Options) : Pickle.Load<T>(source, Context, Options);
}
