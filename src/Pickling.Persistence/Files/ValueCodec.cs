namespace Pickling.Persistence.Files;

/// <summary>The one place where a <c>T</c> becomes a pickle and a pickle a <c>T</c>.</summary>
internal static class ValueCodec
{
    public static byte[] Dumps<T>(T value, PickleOptions options) => Pickle.Dumps(value, options);

    public static void Dump<T>(T value, Stream target, PickleOptions options) => Pickle.Dump(value, target, options);

    public static T Loads<T>(ReadOnlySpan<byte> pickle, PickleOptions options) => Pickle.Loads<T>(pickle, options);

    public static T Load<T>(Stream source, PickleOptions options) => Pickle.Load<T>(source, options);
}
