namespace Pickling.Mapping;

/// <summary>
/// A pickle to look into without making objects of it: values are read where they lie, as they are asked for.
/// <c>Pickle.Open</c> gives one.
/// </summary>
/// <remarks>
/// Opening runs all opcodes, so a damaged pickle is refused at once; shared values and cycles are what they are. Dispose it to
/// give its memory back; elements are not used after. Reading from several threads is safe.
/// </remarks>
public sealed class PickleDocument : IDisposable
{
    private readonly ReadOnlyMemory<byte> _source;
    private readonly ValueTape _tape;
    private readonly TapeValue _root;
    private bool _isDisposed;

    private readonly NaturalValues _natural;

    internal PickleDocument(ReadOnlyMemory<byte> source, PickleOptions options, NaturalValues natural)
    {
        _source = source;
        _natural = natural;
        Options = options;
        _tape = TypedLoader.TapeOf(source.Span, options, out _root, out int consumed);
        Length = consumed;
    }

    /// <summary>The pickle's value.</summary>
    public PickleElement Root => new(this, _root);

    /// <summary>Bytes of the pickle; there may be more after it.</summary>
    public int Length { get; }

    internal PickleOptions Options { get; }

    internal ReadOnlySpan<byte> Source => _source.Span;

    internal ValueTape Tape => _isDisposed ? throw new ObjectDisposedException(nameof(PickleDocument)) : _tape;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _tape.Dispose();
        }
    }

    internal PickleValueReader ReaderOf(scoped in TapeValue value, PickleContext? context = null) =>
        new(new LoadSession(Tape, context, Options, _natural), Source, value);
}
