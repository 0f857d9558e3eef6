using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Pickling.Celery.RabbitMq;
using Pickling.Rq.Tests;
using Pickling.Workers;
using RabbitMQ.Client.Exceptions;
using Xunit;

namespace Pickling.Celery.Tests;

/// <summary>RabbitMQ over TLS: opened here and not by RabbitMQ.Client, so that what comes over it is looked through too.</summary>
public sealed class TlsTests(RabbitMqPeer peer) : IClassFixture<RabbitMqPeer>
{
    [Fact]
    public async Task Tasks_go_over_TLS_and_hostile_headers_are_refused_there_too()
    {
        await peer.RequireAsync();
        const string Queue = "secured";
        using X509Certificate2 known = X509CertificateLoader.LoadCertificateFromFile(peer.Tls.CertificateFile);
        string? seen = null;
        await using var broker = new RabbitMqBroker(peer.Tls.Url, new RabbitMqOptions
        {
            Configure = factory => factory.Ssl.CertificateValidationCallback = (_, certificate, _, _) => known.GetCertHashString() == (seen = certificate?.GetCertHashString()),
        });
        var client = new CeleryClient(broker);
        await client.SendAsync(new CeleryCall("shop.add", 1, 1) { Queue = Queue, IgnoresResult = true });
        using (RawPublisher publisher = await RawPublisher.OpenAsync(peer.Url))
        {
            await publisher.PublishAsync(Queue, RawPublisher.Nested('A', 20_000), "x"u8.ToArray());
            await publisher.FlushAsync();
        }

        using CancellationTokenSource stop = new();
        Task run = new CeleryWorker(broker, new WorkerFunctions().Add("shop.length", (string text) => text.Length).Add("shop.add", (int a, int b) => a + b), new CeleryWorkerOptions { Queues = [Queue] })
            .RunAsync(stop.Token);
        CeleryTask task = await client.SendAsync(new CeleryCall("shop.length", new string('x', 1_000_000)) { Queue = Queue });
        Assert.Equal(1_000_000, await task.GetResultAsync<int>(Wait.Patience));
        await stop.CancelAsync();
        await run.WaitAsync(Wait.Patience);
        Assert.Equal(known.GetCertHashString(), seen);
        Assert.Equal(0, await peer.CountAsync(Queue));
    }

    [Fact]
    public async Task A_certificate_that_nobody_knows_is_refused()
    {
        await peer.RequireAsync();
        await using var broker = new RabbitMqBroker(peer.Tls.Url);
        BrokerUnreachableException error = await Assert.ThrowsAnyAsync<BrokerUnreachableException>(() => new CeleryClient(broker).SendAsync("shop.add", 1, 2));
        Assert.Contains(nameof(AuthenticationException), error.ToString(), StringComparison.Ordinal);
    }
}
