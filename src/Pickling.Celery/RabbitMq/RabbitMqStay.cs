namespace Pickling.Celery.RabbitMq;

/// <summary>Stays on a server: opens channels with their consumers, and opens them again whenever one is lost.</summary>
/// <param name="broker">The server.</param>
/// <param name="open">Opens what is wanted.</param>
/// <param name="onTrouble">Told why it is not there for a while.</param>
internal sealed class RabbitMqStay(RabbitMqBroker broker, Func<RabbitMqLink, RabbitMqVisit, Task> open, Action<string> onTrouble) : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended = new();
    private RabbitMqVisit? _visit;
    private Task? _staying;

    /// <summary>Opens it for the first time, and stays from then on.</summary>
    public async Task BeginAsync()
    {
        _visit = await VisitAsync().ConfigureAwait(false);
        _staying = StayAsync(_visit);
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        if (_staying is not null)
        {
            await _staying.ConfigureAwait(false);
            await _visit!.DisposeAsync().ConfigureAwait(false);
        }

        _ended.Dispose();
    }

    private async Task StayAsync(RabbitMqVisit first)
    {
        try
        {
            RabbitMqVisit? visit = first;
            while (true)
            {
                if (visit is not null)
                {
                    onTrouble(await visit.Lost.WaitAsync(_ended.Token).ConfigureAwait(false));
                    await visit.DisposeAsync().ConfigureAwait(false);
                }

                visit = await TryVisitAsync().ConfigureAwait(false);
                _visit = visit ?? _visit;
                if (visit is null)
                {
                    await Task.Delay(CeleryWorker.ReconnectPause, _ended.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // Not wanted any more.
        }
    }

    private async Task<RabbitMqVisit?> TryVisitAsync()
    {
        try
        {
            return await VisitAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (RabbitMqTrouble.Is(error))
        {
            onTrouble(error.Message);
            return null;
        }
    }

    private async Task<RabbitMqVisit> VisitAsync()
    {
        RabbitMqLink link = await broker.ConnectAsync().ConfigureAwait(false);
        var visit = new RabbitMqVisit(link);
        try
        {
            await open(link, visit).ConfigureAwait(false);
            return visit;
        }
        catch
        {
            await visit.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
