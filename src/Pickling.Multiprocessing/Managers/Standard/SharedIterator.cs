using System.Collections;
using Pickling.Model;

namespace Pickling.Multiprocessing.Managers.Standard;

/// <summary>Hands out items one at a time, to several callers in turn, and makes each when it is asked for.</summary>
#pragma warning disable CA1001 // A semaphore whose wait handle nobody asks for has nothing to dispose.
internal sealed class SharedIterator(IAsyncEnumerator<object?> items)
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    // A step whose caller left while it was made: its item is the next caller's.
    private Task<bool>? _step;
    private bool _isEnded;

    /// <summary>The items of what can be gone through, those of Python's collections as they are now; null for anything else.</summary>
    public static SharedIterator? Of(object value) => value switch
    {
        SharedIterator made => made,
        string => null,
        IPyValue => new(Later(StandardTypes.ItemsOf(value).GetEnumerator())),
        IAsyncEnumerable<object?> later => new(later.GetAsyncEnumerator()),
        IAsyncEnumerator<object?> later => new(later),
        IEnumerable now => new(Later(now.GetEnumerator())),
        IEnumerator now => new(Later(now)),
        _ => null,
    };

    public async ValueTask<(bool IsThere, object? Item)> NextAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_isEnded)
            {
                return default;
            }

            _step ??= items.MoveNextAsync().AsTask();
            bool isThere = await _step.WaitAsync(cancellationToken).ConfigureAwait(false);
            object? item = isThere ? items.Current : null;
            _step = null;
            if (!isThere)
            {
                await EndAsync().ConfigureAwait(false);
            }

            return (isThere, item);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // As a generator of Python: after an exception there is nothing more.
            _step = null;
            await EndAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask CloseAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await EndAsync().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async ValueTask EndAsync()
    {
        if (!_isEnded)
        {
            _isEnded = true;

            // One that is still at a step bears no disposal.
            if (_step is null)
            {
                await items.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static async IAsyncEnumerator<object?> Later(IEnumerator items)
    {
        try
        {
            while (items.MoveNext())
            {
                yield return items.Current;
            }
        }
        finally
        {
            (items as IDisposable)?.Dispose();
        }
    }
}
