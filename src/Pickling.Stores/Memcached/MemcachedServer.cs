using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;

namespace Pickling.Stores.Memcached;

/// <summary>One server with its connections: an operation has one for itself, and one that failed is not used again.</summary>
internal sealed class MemcachedServer(MemcachedAddress address, MemcachedOptions options) : IDisposable
{
    private readonly ConcurrentStack<MemcachedConnection> _idle = new();
    private readonly SemaphoreSlim _places = new(options.ConnectionsMax);
    private volatile bool _isDisposed;

    /// <summary>How errors call it.</summary>
    public string Name { get; } = $"memcached {address.Name}";

    /// <summary>Runs an operation on a connection that nobody else uses meanwhile.</summary>
    /// <exception cref="IOException">The server is not there, takes too long, or does not answer as memcached does.</exception>
    public async Task<T> RunAsync<T>(Func<MemcachedConnection, CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Timeout);
        bool hasPlace = false;
        try
        {
            await _places.WaitAsync(limit.Token).ConfigureAwait(false);
            hasPlace = true;
            return await OnConnectionAsync(operation, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"{Name}: no answer within {options.Timeout.TotalSeconds} s"), error);
        }
        catch (SocketException error)
        {
            throw new IOException($"{Name}: {error.Message}; is the server running there?", error);
        }
        catch (IOException error)
        {
            throw new IOException($"{Name}: {error.Message}", error);
        }
        finally
        {
            if (hasPlace)
            {
                _places.Release();
            }
        }
    }

    // Whoever still runs returns its connection to nobody.
    public void Dispose()
    {
        _isDisposed = true;
        CloseIdle();
    }

    private async Task<T> OnConnectionAsync<T>(Func<MemcachedConnection, CancellationToken, Task<T>> operation, CancellationToken cancellationToken)
    {
        MemcachedConnection connection = TakeIdle() ?? new MemcachedConnection(await address.ConnectAsync(cancellationToken).ConfigureAwait(false), Name);
        try
        {
            T result = await operation(connection, cancellationToken).ConfigureAwait(false);
            _idle.Push(connection);
            if (_isDisposed)
            {
                CloseIdle();
            }

            return result;
        }
        catch
        {
            // What is left of its answer must not become the next one's.
            connection.Dispose();
            throw;
        }
    }

    // A server that was started anew has closed what is idle here.
    private MemcachedConnection? TakeIdle()
    {
        while (_idle.TryPop(out MemcachedConnection? connection))
        {
            if (connection.IsQuiet)
            {
                return connection;
            }

            connection.Dispose();
        }

        return null;
    }

    private void CloseIdle()
    {
        while (_idle.TryPop(out MemcachedConnection? connection))
        {
            connection.Dispose();
        }
    }
}
