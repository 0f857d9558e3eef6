using Pickling.Celery.Tests;
using Pickling.Queues.Killer;
using Xunit;

[assembly: AssemblyFixture(typeof(RabbitMqServer))]

namespace Pickling.Celery.Tests;

/// <summary>One RabbitMQ server for all tests here, started by the first that needs it.</summary>
public sealed class RabbitMqServer : IDisposable
{
    private readonly Lazy<(KillableRabbitMq Server, string Folder)> _server = new(() =>
    {
        string folder = Directory.CreateTempSubdirectory("pickling-rabbitmq-").FullName;
        return (new KillableRabbitMq(folder), folder);
    });

    public string Url => _server.Value.Server.Url;

    public (string Url, string CertificateFile) Tls => ($"amqps://guest:guest@localhost:{_server.Value.Server.TlsPort}//", _server.Value.Server.CertificateFile);

    /// <summary>Waits for the server; skips the test where it is not installed, and fails it with CI=true.</summary>
    public Task RequireAsync()
    {
        if (!KillableRabbitMq.IsInstalled)
        {
            const string Reason = "RabbitMQ is not there (eng/peers.sh installs it on Debian)";
            Assert.True(Environment.GetEnvironmentVariable("CI") != "true", Reason);
            Assert.Skip(Reason);
        }

        return _server.Value.Server.WaitUntilReadyAsync();
    }

    public void Dispose()
    {
        if (_server.IsValueCreated)
        {
            _server.Value.Server.Dispose();
            Directory.Delete(_server.Value.Folder, recursive: true);
        }
    }
}
