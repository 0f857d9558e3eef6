using Pickling.Machine;

namespace Pickling.Graph;

/// <summary>The memo that the loads of one <see cref="Unpickler"/> hand on. A load that fails leaves none of its entries in it.</summary>
internal sealed class UnpicklerMemo
{
    private Memo<GraphValue, GraphSink> _memo;
    private int _kept;

    public UnpicklerMemo(PickleOptions options) => _memo = new Memo<GraphValue, GraphSink>(options.Limits, 0);

    public int Count => _memo.Size;

    public IEnumerable<KeyValuePair<long, object?>> Entries =>
        _memo.Entries().Select(entry => KeyValuePair.Create(entry.Key, entry.Value.ToObject()));

    public void Put(long index, object? value)
    {
        _memo.Put(index, GraphValue.Of(value));
        _kept = _memo.Size;
    }

    public void GiveTo(PickleFeeder<GraphValue, GraphSink> feeder) => feeder.GiveMemo(_memo);

    public void TakeFrom(PickleFeeder<GraphValue, GraphSink> feeder, bool finished)
    {
        _memo = feeder.TakeMemo();
        if (finished)
        {
            _kept = _memo.Size;
        }
        else
        {
            _memo.Truncate(_kept);
        }
    }

    public void Clear(PickleOptions options)
    {
        _memo.Release();
        _memo = new Memo<GraphValue, GraphSink>(options.Limits, 0);
        _kept = 0;
    }
}
