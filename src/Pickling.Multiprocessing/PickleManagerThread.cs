using Pickling.Model;
using Pickling.Multiprocessing.Managers;

namespace Pickling.Multiprocessing;

/// <summary>What one thread of Python is to a manager: its calls come one after the other, and all on one connection.</summary>
/// <remarks>
/// An <c>RLock</c> and a <c>Condition</c> belong to the caller that acquired them, and a manager knows callers by their
/// connections. The calls of a <see cref="PickleProxy"/> take any connection that is free; those of what <see cref="Use"/>
/// gives are this thread's. It has nothing to do with threads of .NET: any may call, and they take turns.
/// </remarks>
public sealed class PickleManagerThread : IAsyncDisposable
{
    private readonly PickleManagerClient _manager;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private CallConnection? _caller;
    private volatile bool _isDisposed;

    internal PickleManagerThread(PickleManagerClient manager) => _manager = manager;

    /// <summary>The same object, called by this thread.</summary>
    /// <param name="proxy">A proxy of the same client. It keeps the object: disposing what is returned does nothing.</param>
    /// <exception cref="ArgumentException">The proxy is another client's.</exception>
    public PickleProxy Use(PickleProxy proxy)
    {
        ArgumentNullException.ThrowIfNull(proxy);
        return proxy.Manager == _manager
            ? new PickleProxy(_manager, proxy.Token, proxy.Methods, this)
            : throw new ArgumentException("The proxy is another client's; a thread calls the objects of its own.", nameof(proxy));
    }

    /// <summary>Ends the thread and a call of it that waits. Locks that it still holds stay held, as in Python.</summary>
    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        if (_caller is { } caller)
        {
            await _manager.CloseAsync(caller).ConfigureAwait(false);
        }
    }

    internal async ValueTask<object?> CallAsync(ManagerToken token, IReadOnlyList<string> methods, string method, PyTuple arguments, PyDict keywords, CancellationToken cancellationToken)
    {
        CallReply reply;
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _caller ??= await _manager.OpenAsync(cancellationToken).ConfigureAwait(false);
            if (_caller.IsClosed)
            {
                throw new PickleConnectionException("This thread's connection is closed: an earlier call was cancelled or broke off. Locks that it held stay held. Start another thread.");
            }

            if (_isDisposed)
            {
                // Meanwhile, when there was no connection yet to close.
                await _manager.CloseAsync(_caller).ConfigureAwait(false);
                throw new ObjectDisposedException(GetType().FullName);
            }

            reply = await _manager.ExchangeAsync(_caller, token, method, arguments, keywords, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (_isDisposed && error is IOException)
        {
            throw new ObjectDisposedException(GetType().FullName, error);
        }
        finally
        {
            _turn.Release();
        }

        return await _manager.OpenReplyAsync(reply, token, methods, method, cancellationToken).ConfigureAwait(false);
    }
}
